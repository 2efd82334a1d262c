package io.runfolio.api;

import io.runfolio.bundle.ArtifactRecord;
import io.runfolio.catalog.Catalog.CatalogArtifact;
import io.runfolio.run.AssetRecord;
import io.runfolio.workflow.Supply;
import java.util.Optional;

/** Artifacts of the catalog as an order may refer to them. */
final class Supplies {
    private final Answers answers;
    private final BundleFiles files;

    Supplies(Answers answers, BundleFiles files) {
        this.answers = answers;
        this.files = files;
    }

    Optional<Supply> find(String id) {
        return answers.findArtifact(id).map(this::supply);
    }

    private Supply supply(CatalogArtifact artifact) {
        ArtifactRecord record = artifact.view().record();
        Optional<String> original =
                artifact.view().asset().filter(asset -> asset.bytes() != null).map(AssetRecord::relativePath);
        return new Supply(
                record.id(),
                record.artifactClass(),
                record.artifactType(),
                artifact.view().review().status(),
                record.runId(),
                artifact.runPath(),
                original.map(path -> artifact.runPath() + "/" + path),
                original.map(path -> files.isThere(artifact.runPath(), path)).orElse(true),
                record.sourceArtifactIds());
    }
}
