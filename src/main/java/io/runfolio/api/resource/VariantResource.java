package io.runfolio.api.resource;

import io.runfolio.api.ApiException;
import io.runfolio.api.ApiRequest;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.json.ArtifactJson;
import io.runfolio.api.request.ArtifactFilters;
import io.runfolio.api.request.QueryParameters;
import io.runfolio.artifact.Comparison;
import io.runfolio.artifact.RunView;
import io.runfolio.artifact.Variant;
import io.runfolio.artifact.VariantReader;
import io.runfolio.artifact.VariantSet;
import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.Catalog.CatalogArtifact;
import io.runfolio.catalog.Duplicates;
import io.runfolio.run.extras.PerceptualHash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Variants, comparisons and duplicates: {@code /v1/variants}, {@code /v1/compare} and {@code …/duplicates}. */
public final class VariantResource {
    private static final int MAX_ARTIFACTS = 8;

    private final Catalog catalog;
    private final CatalogLookup lookup;
    private final VariantReader variants;
    private final ArtifactJson json;

    VariantResource(Catalog catalog, VariantReader variants, ArtifactJson json) {
        this.catalog = catalog;
        this.lookup = new CatalogLookup(catalog);
        this.variants = variants;
        this.json = json;
    }

    /** {@code listVariants}. */
    public ApiResponse list(ApiRequest request) {
        QueryParameters parameters = new QueryParameters(request);
        Optional<String> runId = parameters.text("runId");
        Optional<String> group = parameters.text("variantGroup");
        if (runId.isPresent() == group.isPresent()) {
            parameters.refuse("runId", "or variantGroup is required, but not both");
        }
        parameters.check();
        VariantSet set = runId.map(id -> variants.ofRun(lookup.run(id).view()))
                .orElseGet(() -> variants.ofGroup(group.orElseThrow()));
        if (set.variants().isEmpty()) {
            throw ApiException.notFound("variants_not_found", "The run or group has no artifacts.");
        }
        Map<String, Object> body = body(set.variants());
        body.put("preferredId", set.preferred().orElse(null));
        return ApiResponse.json(200, body);
    }

    /** {@code compareArtifacts}. */
    public ApiResponse compare(ApiRequest request) {
        QueryParameters parameters = new QueryParameters(request);
        List<String> ids = parameters.list("ids", MAX_ARTIFACTS);
        if (ids.size() == 1) {
            parameters.refuse("ids", "must be 2 to " + MAX_ARTIFACTS + " artifacts");
        }
        parameters.check();
        return ApiResponse.json(200, body(ids.stream().map(this::variant).toList()));
    }

    /** {@code listDuplicates}. */
    public ApiResponse duplicates(ApiRequest request) {
        QueryParameters parameters = new QueryParameters(request);
        int limit = ArtifactFilters.limit(parameters);
        parameters.check();
        CatalogArtifact artifact = lookup.artifactByPrefix(request.segment(2));
        Duplicates found = catalog.duplicates(artifact, limit);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", artifact.view().record().id());
        body.put(
                "exact",
                found.exact().stream()
                        .map(same -> match(same, Optional.empty()))
                        .toList());
        body.put("reencoded", matches(found.reencoded()));
        body.put("alike", matches(found.alike()));
        body.put("compared", found.compared());
        body.put("complete", found.isComplete());
        return ApiResponse.json(200, body);
    }

    private List<Map<String, Object>> matches(List<Duplicates.Match> matches) {
        return matches.stream()
                .map(match -> match(match.artifact(), Optional.of(match.distance())))
                .toList();
    }

    private Map<String, Object> match(CatalogArtifact artifact, Optional<PerceptualHash.Distance> distance) {
        Map<String, Object> match = new LinkedHashMap<>();
        match.put("artifact", json.of(artifact));
        match.put(
                "distance",
                distance.map(bits -> Map.of("structure", bits.structure(), "color", bits.color()))
                        .orElse(null));
        return match;
    }

    private Variant variant(String id) {
        CatalogArtifact artifact = lookup.artifactByPrefix(id);
        String artifactId = artifact.view().record().id();
        RunView run = lookup.run(artifact.view().record().runId()).view();
        return VariantReader.variants(run)
                .filter(variant -> variant.artifact().record().id().equals(artifactId))
                .findFirst()
                .orElseThrow(ApiException::artifactNotFound);
    }

    private Map<String, Object> body(List<Variant> variants) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("artifacts", variants.stream().map(this::artifact).toList());
        List<Map<String, Object>> facts = new ArrayList<>();
        List<Map<String, Object>> prompts = new ArrayList<>();
        if (variants.size() > 1 && variants.size() <= Comparison.MAX_ARTIFACTS) {
            Comparison comparison = VariantReader.compare(variants);
            comparison.rows().forEach(row -> facts.add(fact(row)));
            comparison.columns().forEach(column -> prompts.add(prompt(column)));
        }
        body.put(
                "differences",
                facts.stream().filter(fact -> fact.get("differs").equals(true)).toList());
        body.put("facts", facts);
        body.put("prompts", prompts);
        return body;
    }

    private Map<String, Object> artifact(Variant variant) {
        return json.of(CatalogArtifact.of(variant.runPath(), variant.run(), variant.artifact()));
    }

    private static Map<String, Object> fact(Comparison.Row row) {
        Map<String, Object> fact = new LinkedHashMap<>();
        fact.put("field", row.name());
        fact.put("values", row.values());
        fact.put("differs", row.differs());
        return fact;
    }

    private static Map<String, Object> prompt(Comparison.Column column) {
        Map<String, Object> prompt = new LinkedHashMap<>();
        prompt.put("id", column.artifactId());
        prompt.put("added", column.words().added());
        prompt.put("removed", column.words().removed());
        return prompt;
    }
}
