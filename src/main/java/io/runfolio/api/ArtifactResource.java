package io.runfolio.api;

import io.runfolio.catalog.Anchors;
import io.runfolio.catalog.ArtifactQuery;
import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.Catalog.CatalogArtifact;
import io.runfolio.catalog.Page;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code /v1/artifacts}, {@code /v1/anchors} and {@code /v1/facets}: finding artifacts. */
public final class ArtifactResource {
    private static final long COUNTED = 1_000_000;
    private static final int LEAST_STEP = 50;
    private static final List<String> FACETS = List.of(
            "model",
            "status",
            "runStatus",
            "class",
            "artifactType",
            "tag",
            "mediaKind",
            "project",
            "user",
            "channel",
            "agent",
            "templateId",
            "preset",
            "pipelineId",
            "variantGroup");

    private final Catalog catalog;
    private final ArtifactJson json;
    private final Answers answers;

    ArtifactResource(Catalog catalog, ArtifactJson json) {
        this.catalog = catalog;
        this.json = json;
        this.answers = new Answers(catalog);
    }

    /** {@code listArtifacts}. */
    public ApiResponse list(ApiRequest request) {
        Parameters parameters = new Parameters(request);
        ArtifactQuery query = Filters.read(parameters);
        int limit = Filters.limit(parameters);
        Optional<String> cursor = Filters.cursor(parameters);
        boolean counted = parameters.flag("count");
        parameters.check();
        Page<CatalogArtifact> page = catalog.artifacts(query, limit, cursor);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("items", page.items().stream().map(json::of).toList());
        body.put("nextCursor", page.next().orElse(null));
        body.put("total", counted ? catalog.count(query, COUNTED) : null);
        return Conditions.json(request, body);
    }

    /** {@code getArtifact}; its ETag begins with its revision, for {@code If-Match}, and goes on with what else may change: whether its files are there, and what was made from it. */
    public ApiResponse get(ApiRequest request) {
        new Parameters(request).check();
        CatalogArtifact artifact = answers.artifactLike(request.segment(2));
        Map<String, Object> body = json.of(artifact);
        body.put(
                "derivedArtifactIds",
                catalog.madeFrom(artifact.view().record().id()).stream()
                        .map(derived -> derived.view().record().id())
                        .toList());
        long revision = artifact.view().review().revision();
        return Conditions.json(request, revision + "-", body);
    }

    /** {@code listAnchors}, of artifacts or of runs. */
    public ApiResponse anchors(ApiRequest request) {
        Parameters parameters = new Parameters(request);
        ArtifactQuery query = Filters.read(parameters);
        boolean runs = parameters.words("of", List.of("artifacts", "runs")).contains("runs");
        int step = parameters.whole("step", LEAST_STEP, Filters.MOST_ROWS).orElse(Filters.MOST_ROWS);
        Optional<String> cursor = Filters.cursor(parameters);
        parameters.check();
        Anchors anchors = runs
                ? catalog.runAnchors(query, step, cursor, COUNTED)
                : catalog.artifactAnchors(query, step, cursor, COUNTED);
        return Conditions.json(request, Map.of("total", anchors.total(), "cursors", anchors.cursors()));
    }

    /** {@code listFacets}. */
    public ApiResponse facets(ApiRequest request) {
        Parameters parameters = new Parameters(request);
        List<String> fields = parameters.list("field", FACETS.size());
        fields.stream()
                .filter(field -> !FACETS.contains(field))
                .findFirst()
                .ifPresent(field -> parameters.refuse("field", "must be one of " + String.join(", ", FACETS)));
        int limit = Filters.limit(parameters);
        parameters.check();
        Map<String, Object> values = new LinkedHashMap<>();
        for (String field : fields) {
            values.put(
                    field,
                    catalog.facets(field, limit).stream()
                            .map(facet -> Map.of("value", facet.value(), "count", facet.count()))
                            .toList());
        }
        return ApiResponse.json(200, Map.of("fields", values));
    }
}
