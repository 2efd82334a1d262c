package io.runfolio.api.resource;

import io.runfolio.api.content.BundleFiles;
import io.runfolio.bundle.ArtifactRecord;
import io.runfolio.catalog.Catalog.CatalogArtifact;
import io.runfolio.run.AssetRecord;
import io.runfolio.workflow.template.ArtifactReference;
import java.util.Optional;

/** Resolves the artifacts that an order refers to. */
final class ReferenceResolver {
    private final CatalogLookup catalogLookup;
    private final BundleFiles files;

    ReferenceResolver(CatalogLookup catalogLookup, BundleFiles files) {
        this.catalogLookup = catalogLookup;
        this.files = files;
    }

    Optional<ArtifactReference> resolve(String id) {
        return catalogLookup.findArtifact(id).map(this::supply);
    }

    private ArtifactReference supply(CatalogArtifact artifact) {
        ArtifactRecord record = artifact.view().record();
        Optional<String> original =
                artifact.view().asset().filter(asset -> asset.bytes() != null).map(AssetRecord::relativePath);
        return new ArtifactReference(
                record.id(),
                record.artifactClass(),
                record.artifactType(),
                artifact.view().review().status(),
                record.runId(),
                artifact.runPath(),
                original.map(path -> artifact.runPath() + "/" + path),
                original.map(path -> files.exists(artifact.runPath(), path)).orElse(true),
                record.sourceArtifactIds());
    }
}
