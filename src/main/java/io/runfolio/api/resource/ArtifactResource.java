package io.runfolio.api.resource;

import io.runfolio.api.ApiRequest;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.json.ArtifactJson;
import io.runfolio.api.request.ArtifactFilters;
import io.runfolio.api.request.ConditionalRequests;
import io.runfolio.api.request.QueryParameters;
import io.runfolio.catalog.ArtifactQuery;
import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.Catalog.CatalogArtifact;
import io.runfolio.catalog.Page;
import io.runfolio.catalog.PageAnchors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lists and returns artifacts: {@code /v1/artifacts}, {@code /v1/anchors} and {@code /v1/facets}. */
public final class ArtifactResource {
    private static final long MAX_COUNT = 1_000_000;
    private static final int MIN_STEP = 50;
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
    private final CatalogLookup lookup;

    ArtifactResource(Catalog catalog, ArtifactJson json) {
        this.catalog = catalog;
        this.json = json;
        this.lookup = new CatalogLookup(catalog);
    }

    /** {@code listArtifacts}. */
    public ApiResponse list(ApiRequest request) {
        QueryParameters parameters = new QueryParameters(request);
        ArtifactQuery query = ArtifactFilters.read(parameters);
        int limit = ArtifactFilters.limit(parameters);
        Optional<String> cursor = ArtifactFilters.cursor(parameters);
        boolean counted = parameters.flag("count");
        parameters.check();
        Page<CatalogArtifact> page = catalog.artifacts(query, limit, cursor);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("items", page.items().stream().map(json::of).toList());
        body.put("nextCursor", page.next().orElse(null));
        body.put("total", counted ? catalog.count(query, MAX_COUNT) : null);
        return ConditionalRequests.json(request, body);
    }

    /**
     * {@code getArtifact}. The ETag starts with the revision, for {@code If-Match}.
     *
     * <p>Its second part covers what may change without a revision: removed files and derived artifacts.
     */
    public ApiResponse get(ApiRequest request) {
        new QueryParameters(request).check();
        CatalogArtifact artifact = lookup.artifactByPrefix(request.segment(2));
        Map<String, Object> body = json.of(artifact);
        body.put(
                "derivedArtifactIds",
                catalog.artifactsMadeFrom(artifact.view().record().id()).stream()
                        .map(derived -> derived.view().record().id())
                        .toList());
        long revision = artifact.view().review().revision();
        return ConditionalRequests.json(request, revision + "-", body);
    }

    /** {@code listAnchors}. */
    public ApiResponse anchors(ApiRequest request) {
        QueryParameters parameters = new QueryParameters(request);
        ArtifactQuery query = ArtifactFilters.read(parameters);
        boolean runs = parameters.words("of", List.of("artifacts", "runs")).contains("runs");
        int step = parameters.whole("step", MIN_STEP, ArtifactFilters.MAX_LIMIT).orElse(ArtifactFilters.MAX_LIMIT);
        Optional<String> cursor = ArtifactFilters.cursor(parameters);
        parameters.check();
        PageAnchors pageAnchors = runs
                ? catalog.runAnchors(query, step, cursor, MAX_COUNT)
                : catalog.artifactAnchors(query, step, cursor, MAX_COUNT);
        return ConditionalRequests.json(
                request, Map.of("total", pageAnchors.total(), "cursors", pageAnchors.cursors()));
    }

    /** {@code listFacets}. */
    public ApiResponse facets(ApiRequest request) {
        QueryParameters parameters = new QueryParameters(request);
        List<String> fields = parameters.list("field", FACETS.size());
        fields.stream()
                .filter(field -> !FACETS.contains(field))
                .findFirst()
                .ifPresent(field -> parameters.refuse("field", "must be one of " + String.join(", ", FACETS)));
        int limit = ArtifactFilters.limit(parameters);
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
