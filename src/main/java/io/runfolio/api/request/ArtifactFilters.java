package io.runfolio.api.request;

import io.runfolio.catalog.ArtifactQuery;
import io.runfolio.run.ArtifactClass;
import io.runfolio.run.AssetKind;
import io.runfolio.run.ReviewStatus;
import java.util.Optional;

/** Reads the filters of artifact and run lists. */
public final class ArtifactFilters {
    public static final int MAX_LIMIT = 500;
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_PIXELS = 1_000_000;

    private ArtifactFilters() {}

    public static ArtifactQuery read(QueryParameters queryParameters) {
        return new ArtifactQuery(
                queryParameters.text("q", 1000),
                queryParameters.texts("model"),
                queryParameters.words("status", ReviewStatus.jsonNames()),
                queryParameters.texts("runStatus"),
                queryParameters.words("class", ArtifactClass.jsonNames()),
                queryParameters.texts("artifactType"),
                queryParameters.texts("tag"),
                queryParameters.words("mediaKind", AssetKind.jsonNames()),
                queryParameters.text("runId"),
                queryParameters.text("project"),
                queryParameters.text("user"),
                queryParameters.text("channel"),
                queryParameters.text("agent"),
                queryParameters.text("templateId"),
                queryParameters.text("preset"),
                queryParameters.text("pipelineId"),
                queryParameters.text("variantGroup"),
                queryParameters.text("seed"),
                queryParameters.whole("minWidth", 0, MAX_PIXELS),
                queryParameters.whole("minHeight", 0, MAX_PIXELS),
                queryParameters.instant("createdAfter"),
                queryParameters.instant("createdBefore"));
    }

    public static int limit(QueryParameters queryParameters) {
        return queryParameters.whole("limit", 1, MAX_LIMIT).orElse(DEFAULT_LIMIT);
    }

    public static Optional<String> cursor(QueryParameters queryParameters) {
        return queryParameters.text("cursor", 1000);
    }
}
