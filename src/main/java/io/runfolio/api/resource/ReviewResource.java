package io.runfolio.api.resource;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.api.ApiException;
import io.runfolio.api.ApiRequest;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.ExceptionMapper;
import io.runfolio.api.json.ArtifactJson;
import io.runfolio.api.request.BodyFields;
import io.runfolio.api.request.QueryParameters;
import io.runfolio.artifact.AmbiguousIdException;
import io.runfolio.artifact.ArtifactView;
import io.runfolio.artifact.ReviewAction;
import io.runfolio.artifact.ReviewLogEntry;
import io.runfolio.artifact.ReviewOutcome;
import io.runfolio.artifact.ReviewRequest;
import io.runfolio.artifact.ReviewService;
import io.runfolio.artifact.RevisionConflictException;
import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.Catalog.CatalogArtifact;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Review of artifacts: decisions, preferences, ranks, tags and checks. Changes are on disk before the response. */
public final class ReviewResource {
    private static final Pattern DECISION = Pattern.compile("approve|reject|request_changes|reopen");
    private static final Pattern RESULT = Pattern.compile("pass|fail|pending");
    private static final int MAX_DECISIONS = 500;

    private final CatalogLookup lookup;
    private final ReviewService reviews;
    private final ArtifactJson json;
    private final Runnable changed;
    private final Consumer<String> decided;

    /**
     * @param changed called after a change, to update the catalog
     * @param decided called with the id of an artifact after a decision on it
     */
    ReviewResource(
            Catalog catalog, ReviewService reviews, ArtifactJson json, Runnable changed, Consumer<String> decided) {
        this.lookup = new CatalogLookup(catalog);
        this.reviews = reviews;
        this.json = json;
        this.changed = changed;
        this.decided = decided;
    }

    /** {@code decideArtifact}. */
    public ApiResponse decide(ApiRequest request, JsonNode body) {
        BodyFields fields = BodyFields.of(body);
        ReviewAction action = action(decision(fields));
        Map<String, Object> data = action == ReviewAction.REQUEST_CHANGES ? fields.optionalObject("intake") : Map.of();
        return change(request, fields, action, data);
    }

    /** {@code proposeDecision}. */
    public ApiResponse propose(ApiRequest request, JsonNode body) {
        BodyFields fields = BodyFields.of(body);
        Map<String, Object> data = new LinkedHashMap<>(Map.of("decision", decision(fields)));
        data.putAll(fields.optionalObject("intake"));
        return change(request, fields, ReviewAction.PROPOSE, data);
    }

    /** {@code preferArtifact}. */
    public ApiResponse prefer(ApiRequest request, JsonNode body) {
        BodyFields fields = BodyFields.of(body);
        ReviewAction action = fields.flag("preferred") ? ReviewAction.PREFER : ReviewAction.UNPREFER;
        return change(request, fields, action, Map.of());
    }

    /** {@code rankArtifact}. */
    public ApiResponse rank(ApiRequest request, JsonNode body) {
        BodyFields fields = BodyFields.of(body);
        int rank = (int) fields.required("rank", 0, 10_000);
        return change(request, fields, ReviewAction.RANK, Map.of("rank", rank));
    }

    /** {@code tagArtifact}. */
    public ApiResponse tag(ApiRequest request, JsonNode body) {
        BodyFields fields = BodyFields.of(body);
        List<String> tags = fields.words("tags", 50, 100);
        return change(request, fields, ReviewAction.TAG, Map.of("tags", tags));
    }

    /** {@code checkArtifact}. */
    public ApiResponse check(ApiRequest request, JsonNode body) {
        BodyFields fields = BodyFields.of(body);
        String name = fields.text("name", 100).strip();
        String result = fields.word("result", RESULT, "pass, fail or pending");
        return change(request, fields, ReviewAction.CHECK, Map.of("check", name, "result", result));
    }

    /** {@code getArtifactHistory}. */
    public ApiResponse history(ApiRequest request) {
        new QueryParameters(request).check();
        CatalogArtifact artifact = lookup.artifactByPrefix(request.segment(2));
        String id = artifact.view().record().id();
        List<Map<String, Object>> items = reviews.history(artifact.runPath(), id).stream()
                .map(ReviewResource::entry)
                .toList();
        return ApiResponse.json(200, Map.of("items", items));
    }

    /** {@code decideMany}. */
    public ApiResponse decideMany(ApiRequest request, JsonNode body) {
        new QueryParameters(request).check();
        BodyFields fields = BodyFields.of(body);
        String decision = decision(fields);
        Optional<String> note = fields.note();
        List<Item> wanted = new ArrayList<>();
        for (BodyFields item : fields.objects("items", MAX_DECISIONS)) {
            wanted.add(new Item(item.text("id", 200), item.revision()));
            item.noOthers();
        }
        fields.noOthers().check("review_invalid");
        List<Map<String, Object>> outcomes =
                outcomes(wanted, ReviewAction.of(decision), request.caller().name(), note);
        changed.run();
        outcomes.stream()
                .filter(outcome -> outcome.get("ok").equals(true))
                .forEach(outcome -> decided.accept(String.valueOf(outcome.get("id"))));
        return ApiResponse.json(200, Map.of("items", outcomes));
    }

    private record Item(String id, OptionalLong revision) {}

    private List<Map<String, Object>> outcomes(
            List<Item> items, ReviewAction action, String by, Optional<String> note) {
        List<Map<String, Object>> outcomes = new ArrayList<>();
        List<ReviewService.LocatedRequest> placed = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (Item item : items) {
            try {
                CatalogArtifact artifact = lookup.artifactByPrefix(item.id());
                String id = artifact.view().record().id();
                placed.add(new ReviewService.LocatedRequest(
                        artifact.runPath(), new ReviewRequest(id, action, by, note, item.revision(), Map.of())));
                places.add(outcomes.size());
                outcomes.add(Map.of());
            } catch (ApiException | AmbiguousIdException e) {
                outcomes.add(outcome(item.id(), Optional.empty(), Optional.of(ExceptionMapper.detail(e))));
            }
        }
        List<ReviewOutcome> made = reviews.applyAll(placed);
        for (int i = 0; i < made.size(); i++) {
            ReviewOutcome one = made.get(i);
            outcomes.set(
                    places.get(i),
                    outcome(
                            one.request().artifactId(),
                            one.artifact(),
                            one.refusal().map(ExceptionMapper::detail)));
        }
        return outcomes;
    }

    private ApiResponse change(ApiRequest request, BodyFields fields, ReviewAction action, Map<String, Object> data) {
        new QueryParameters(request).check();
        Optional<String> note = fields.note();
        OptionalLong revision = fields.revision();
        fields.noOthers().check("review_invalid");
        CatalogArtifact artifact = artifact(request.segment(2));
        Optional<Long> ifMatch = request.header("if-match").flatMap(ArtifactJson::revision);
        ReviewRequest wanted = new ReviewRequest(
                artifact.view().record().id(),
                action,
                request.caller().name(),
                note,
                ifMatch.map(OptionalLong::of).orElse(revision),
                data);
        ArtifactView after;
        try {
            after = reviews.apply(artifact.runPath(), wanted);
        } catch (RevisionConflictException e) {
            throw ExceptionMapper.conflict(e, ifMatch.isPresent() ? 412 : 409);
        }
        changed.run();
        if (action.isDecision()) {
            decided.accept(wanted.artifactId());
        }
        CatalogArtifact now = artifact.with(after);
        return ApiResponse.json(200, json.of(now)).with("ETag", ArtifactJson.etag(after.review()));
    }

    private static String decision(BodyFields fields) {
        return fields.word("decision", DECISION, "approve, reject, request_changes or reopen");
    }

    /** An invalid decision is refused later, together with the other fields. */
    private static ReviewAction action(String decision) {
        return DECISION.matcher(decision).matches() ? ReviewAction.of(decision) : ReviewAction.REOPEN;
    }

    private static Map<String, Object> outcome(
            String id, Optional<ArtifactView> artifact, Optional<Map<String, Object>> error) {
        Map<String, Object> outcome = new LinkedHashMap<>();
        outcome.put("id", id);
        outcome.put("ok", artifact.isPresent());
        outcome.put("status", artifact.map(view -> view.review().status()).orElse(null));
        outcome.put("revision", artifact.map(view -> view.review().revision()).orElse(null));
        outcome.put("error", error.orElse(null));
        return outcome;
    }

    private static Map<String, Object> entry(ReviewLogEntry entry) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("revision", entry.revision());
        json.put("artifactId", entry.artifactId());
        json.put("action", entry.action().word());
        json.put("by", entry.by());
        json.put("at", entry.at());
        json.put("note", entry.note());
        json.put("data", entry.data());
        return json;
    }

    /** Returns an artifact, also one that was bundled after the last update of the catalog. */
    private CatalogArtifact artifact(String id) {
        if (lookup.findArtifact(id).isEmpty()) {
            changed.run();
        }
        return lookup.artifactByPrefix(id);
    }
}
