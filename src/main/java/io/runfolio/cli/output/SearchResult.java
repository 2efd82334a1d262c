package io.runfolio.cli.output;

import io.runfolio.artifact.ArtifactView;
import io.runfolio.artifact.ReviewState;
import io.runfolio.bundle.ArtifactRecord;
import io.runfolio.catalog.Catalog.CatalogArtifact;
import io.runfolio.run.AssetRecord;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Artifact in the results of {@code runfolio search}. Unknown values are null; paths are relative to the outputs
 * folder.
 */
public record SearchResult(
        String id,
        String runId,
        String createdAt,
        String modelKey,
        String runStatus,
        String artifactClass,
        String artifactType,
        String reviewStatus,
        long revision,
        boolean preferred,
        List<String> reviewTags,
        Object promptSummary,
        String mimeType,
        Integer width,
        Integer height,
        Double durationSeconds,
        Long bytes,
        Object seed,
        String runPath,
        String original,
        String web,
        String thumb) {

    public static SearchResult of(CatalogArtifact found) {
        ArtifactView view = found.view();
        ArtifactRecord record = view.record();
        ReviewState review = view.review();
        Optional<AssetRecord> asset = view.asset();
        return new SearchResult(
                record.id(),
                record.runId(),
                found.createdAt(),
                found.modelKey(),
                found.runStatus(),
                record.artifactClass(),
                record.artifactType(),
                review.status(),
                review.revision(),
                review.preferred(),
                review.tags(),
                Optional.ofNullable(record.metadata().get("promptSummary"))
                        .orElse(record.content().get("title")),
                known(asset, AssetRecord::mimeType),
                known(asset, AssetRecord::width),
                known(asset, AssetRecord::height),
                known(asset, AssetRecord::durationSeconds),
                known(asset, AssetRecord::bytes),
                found.facts().get("seed"),
                found.runPath(),
                path(found, asset, AssetRecord::relativePath),
                path(found, asset, AssetRecord::webPath),
                path(found, asset, file -> file.thumbPath() == null ? file.posterPath() : file.thumbPath()));
    }

    private static <T> T known(Optional<AssetRecord> asset, Function<AssetRecord, T> fact) {
        return asset.map(fact).orElse(null);
    }

    private static String path(CatalogArtifact found, Optional<AssetRecord> asset, Function<AssetRecord, String> path) {
        return asset.map(path).map(file -> found.runPath() + "/" + file).orElse(null);
    }

    public List<String> row() {
        return List.of(
                id,
                runId,
                Objects.toString(artifactClass, ""),
                reviewStatus,
                width == null ? "" : width + "x" + height,
                Objects.toString(promptSummary, ""));
    }
}
