package io.runfolio.api;

import io.runfolio.artifact.ArtifactView;
import io.runfolio.artifact.LedgerAction;
import io.runfolio.artifact.LedgerEntry;
import io.runfolio.artifact.ReviewOutcome;
import io.runfolio.artifact.ReviewRequest;
import io.runfolio.artifact.Reviews;
import io.runfolio.artifact.RevisionConflictException;
import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.Catalog.CatalogArtifact;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Changing artifacts in review. What is changed is on disk before the answer goes out. */
public final class ReviewResource {
    private static final Pattern DECISION = Pattern.compile("approve|reject|request_changes|reopen");
    private static final Pattern RESULT = Pattern.compile("pass|fail|pending");
    private static final int MOST_AT_ONCE = 500;

    private final Answers answers;
    private final Reviews reviews;
    private final ArtifactJson json;
    private final Runnable changed;

    /**
     * @param changed is called after a change, so that the catalog follows at once
     */
    ReviewResource(Catalog catalog, Reviews reviews, ArtifactJson json, Runnable changed) {
        this.answers = new Answers(catalog);
        this.reviews = reviews;
        this.json = json;
        this.changed = changed;
    }

    /** {@code decideArtifact}. */
    public ApiResponse decide(ApiRequest request) {
        Fields fields = Fields.of(request);
        String decision = decision(fields);
        return change(request, fields, action(decision), Map.of());
    }

    /** {@code preferArtifact}. */
    public ApiResponse prefer(ApiRequest request) {
        Fields fields = Fields.of(request);
        LedgerAction action = fields.flag("preferred") ? LedgerAction.PREFER : LedgerAction.UNPREFER;
        return change(request, fields, action, Map.of());
    }

    /** {@code rankArtifact}. */
    public ApiResponse rank(ApiRequest request) {
        Fields fields = Fields.of(request);
        int rank = (int) fields.required("rank", 0, 10_000);
        return change(request, fields, LedgerAction.RANK, Map.of("rank", rank));
    }

    /** {@code tagArtifact}. */
    public ApiResponse tag(ApiRequest request) {
        Fields fields = Fields.of(request);
        List<String> tags = fields.words("tags", 50, 100);
        return change(request, fields, LedgerAction.TAG, Map.of("tags", tags));
    }

    /** {@code checkArtifact}. */
    public ApiResponse check(ApiRequest request) {
        Fields fields = Fields.of(request);
        String name = fields.text("name", 100).strip();
        String result = fields.word("result", RESULT, "pass, fail or pending");
        return change(request, fields, LedgerAction.CHECK, Map.of("check", name, "result", result));
    }

    /** {@code getArtifactHistory}. */
    public ApiResponse history(ApiRequest request) {
        new Parameters(request).check();
        CatalogArtifact artifact = answers.artifactLike(request.segment(2));
        String id = artifact.view().record().id();
        List<Map<String, Object>> items = reviews.history(artifact.runPath(), id).stream()
                .map(ReviewResource::entry)
                .toList();
        return ApiResponse.json(200, Map.of("items", items));
    }

    /** {@code decideMany}. */
    public ApiResponse decideMany(ApiRequest request) {
        new Parameters(request).check();
        Fields fields = Fields.of(request);
        String decision = decision(fields);
        Optional<String> note = fields.note();
        List<Wanted> wanted = new ArrayList<>();
        for (Fields item : fields.objects("items", MOST_AT_ONCE)) {
            wanted.add(new Wanted(item.text("id", 200), item.revision()));
            item.noOthers();
        }
        fields.noOthers().check("review_invalid");
        List<Map<String, Object>> outcomes =
                outcomes(wanted, LedgerAction.of(decision), request.caller().name(), note);
        changed.run();
        return ApiResponse.json(200, Map.of("items", outcomes));
    }

    private record Wanted(String id, OptionalLong revision) {}

    private List<Map<String, Object>> outcomes(
            List<Wanted> wanted, LedgerAction action, String by, Optional<String> note) {
        List<Map<String, Object>> outcomes = new ArrayList<>();
        List<Reviews.Placed> placed = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (Wanted one : wanted) {
            try {
                String runPath = answers.artifact(one.id()).runPath();
                placed.add(new Reviews.Placed(
                        runPath, new ReviewRequest(one.id(), action, by, note, one.revision(), Map.of())));
                places.add(outcomes.size());
                outcomes.add(Map.of());
            } catch (ApiException unknown) {
                outcomes.add(outcome(one.id(), Optional.empty(), Optional.of(unknown.detail())));
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
                            one.refusal().map(Failures::detail)));
        }
        return outcomes;
    }

    private ApiResponse change(ApiRequest request, Fields fields, LedgerAction action, Map<String, Object> data) {
        new Parameters(request).check();
        Optional<String> note = fields.note();
        OptionalLong revision = fields.revision();
        fields.noOthers().check("review_invalid");
        CatalogArtifact artifact = answers.artifact(request.segment(2));
        Optional<Long> ifMatch = request.header("if-match").flatMap(ArtifactJson::revision);
        ReviewRequest wanted = new ReviewRequest(
                request.segment(2),
                action,
                request.caller().name(),
                note,
                ifMatch.map(OptionalLong::of).orElse(revision),
                data);
        ArtifactView after;
        try {
            after = reviews.apply(artifact.runPath(), wanted);
        } catch (RevisionConflictException e) {
            throw Failures.conflict(e, ifMatch.isPresent() ? 412 : 409);
        }
        changed.run();
        CatalogArtifact now = artifact.with(after);
        return ApiResponse.json(200, json.of(now)).with("ETag", ArtifactJson.etag(after.review()));
    }

    private static String decision(Fields fields) {
        return fields.word("decision", DECISION, "approve, reject, request_changes or reopen");
    }

    /** A word that is wrong is refused with the rest of the fields. */
    private static LedgerAction action(String decision) {
        return DECISION.matcher(decision).matches() ? LedgerAction.of(decision) : LedgerAction.REOPEN;
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

    private static Map<String, Object> entry(LedgerEntry entry) {
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
}
