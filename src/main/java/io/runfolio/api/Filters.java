package io.runfolio.api;

import io.runfolio.catalog.ArtifactQuery;
import java.util.List;
import java.util.Optional;

/** The filters that lists of artifacts and runs share. */
final class Filters {
    static final int MOST_ROWS = 500;
    private static final int USUAL_ROWS = 50;
    private static final int MOST_PIXELS = 1_000_000;

    private Filters() {}

    static ArtifactQuery read(Parameters parameters) {
        return new ArtifactQuery(
                parameters.text("q", 1000),
                parameters.texts("model"),
                parameters.words("status", List.of("review", "approved", "rejected", "draft")),
                parameters.texts("runStatus"),
                parameters.words("class", List.of("visual", "video", "research", "knowledge")),
                parameters.texts("artifactType"),
                parameters.texts("tag"),
                parameters.words("mediaKind", List.of("image", "video", "audio", "text", "other")),
                parameters.text("runId"),
                parameters.text("project"),
                parameters.text("user"),
                parameters.text("channel"),
                parameters.text("agent"),
                parameters.text("templateId"),
                parameters.text("preset"),
                parameters.text("pipelineId"),
                parameters.text("variantGroup"),
                parameters.text("seed"),
                parameters.whole("minWidth", 0, MOST_PIXELS),
                parameters.whole("minHeight", 0, MOST_PIXELS),
                parameters.instant("createdAfter"),
                parameters.instant("createdBefore"));
    }

    static int limit(Parameters parameters) {
        return parameters.whole("limit", 1, MOST_ROWS).orElse(USUAL_ROWS);
    }

    static Optional<String> cursor(Parameters parameters) {
        return parameters.text("cursor", 1000);
    }
}
