package io.runfolio.api.removal;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.api.ApiRequest;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.content.RetentionJson;
import io.runfolio.api.request.BodyFields;
import io.runfolio.api.request.QueryParameters;
import io.runfolio.api.resource.CatalogLookup;
import io.runfolio.api.resource.CatalogLookup.Place;
import io.runfolio.bundle.ledger.Removal;
import io.runfolio.bundle.ledger.RemovalScope;
import io.runfolio.bundle.ledger.RemovedFile;
import io.runfolio.catalog.Catalog;
import io.runfolio.retention.Protection;
import io.runfolio.retention.purge.PurgeOrder;
import io.runfolio.retention.purge.PurgeOutcome;
import io.runfolio.retention.purge.PurgePreview;
import io.runfolio.retention.purge.Purger;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Removes files by hand: {@code /v1/artifacts/{id}/purge} and {@code /v1/runs/{id}/purge}. */
public final class PurgeResource {
    private static final int MAX_GRACE_DAYS = 3650;
    private static final List<String> SCOPES =
            Stream.of(RemovalScope.values()).map(RemovalScope::word).toList();
    private static final String SCOPE_FORM = "must be one of " + String.join(", ", SCOPES);
    private static final String RUNS_ONLY = "bundle is for whole runs: name the run, or use binaries";

    private final CatalogLookup lookup;
    private final Purger purger;
    private final Duration grace;
    private final Runnable changed;

    /**
     * @param grace time in the trash if a request names none
     * @param changed brings the catalog up to date, which knows references
     */
    PurgeResource(Catalog catalog, Purger purger, Duration grace, Runnable changed) {
        this.lookup = new CatalogLookup(catalog);
        this.purger = purger;
        this.grace = grace;
        this.changed = changed;
    }

    /** {@code previewArtifactPurge} and {@code previewRunPurge}. */
    public ApiResponse preview(ApiRequest request) {
        QueryParameters parameters = new QueryParameters(request);
        Optional<String> word = parameters.text("scope", 20);
        if (word.filter(text -> isScope(request, text)).isEmpty()) {
            parameters.refuse("scope", refusal(word.orElse("")));
        }
        boolean keepThumb = parameters.flag("keepThumb");
        parameters.check();
        RemovalScope scope = RemovalScope.of(word.orElseThrow());
        changed.run();
        Place target = lookup.place(request);
        PurgePreview preview = purger.preview(target.runPath(), target.artifactId(), scope, keepThumb);
        return ApiResponse.json(200, json(target, scope, preview.word(), null, preview.files(), preview.protections()));
    }

    /** {@code purgeArtifact} and {@code purgeRun}. */
    public ApiResponse purge(ApiRequest request, JsonNode body) {
        new QueryParameters(request).check();
        BodyFields fields = BodyFields.of(body);
        String word = fields.text("scope", 20);
        if (!word.isEmpty() && !isScope(request, word)) {
            fields.refuse("scope", refusal(word));
        }
        Duration kept = fields.optionalNumber("graceDays", 0, MAX_GRACE_DAYS).stream()
                .mapToObj(Duration::ofDays)
                .findFirst()
                .orElse(grace);
        boolean keepThumb = fields.optionalFlag("keepThumb");
        Optional<String> note = fields.note();
        fields.noOthers().check("purge_invalid");
        changed.run();
        Place target = lookup.place(request);
        PurgeOutcome outcome = purger.purge(new PurgeOrder(
                PurgeOrder.newId(),
                target.runPath(),
                target.artifactId(),
                RemovalScope.of(word),
                null,
                null,
                request.caller().name(),
                note.orElse(null),
                kept,
                keepThumb,
                Optional.empty()));
        changed.run();
        if (outcome.status() == PurgeOutcome.Status.PROTECTED) {
            throw ProtectionsJson.refused(outcome.protections());
        }
        return ApiResponse.json(
                200,
                json(
                        target,
                        RemovalScope.of(word),
                        outcome.status().name().toLowerCase(Locale.ROOT),
                        outcome.removal().orElse(null),
                        outcome.removal().map(Removal::files).orElse(List.of()),
                        List.of()));
    }

    private static boolean isScope(ApiRequest request, String word) {
        return SCOPES.contains(word) && (CatalogLookup.isOfRun(request) || !word.equals(RemovalScope.BUNDLE.word()));
    }

    private static String refusal(String word) {
        return word.equals(RemovalScope.BUNDLE.word()) ? RUNS_ONLY : SCOPE_FORM;
    }

    private static Map<String, Object> json(
            Place target,
            RemovalScope scope,
            String status,
            Removal removal,
            List<RemovedFile> files,
            List<Protection> protections) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("artifactId", target.artifactId());
        json.put("runId", target.runId());
        json.put("scope", scope.word());
        json.put("status", status);
        json.put("removalId", removal == null ? null : removal.removalId());
        json.put("restorableUntil", removal == null || removal.isDeleted() ? null : removal.trashUntil());
        json.put("bytes", files.stream().mapToLong(RemovedFile::bytes).sum());
        json.put("files", files.stream().map(RetentionJson::file).toList());
        json.put("protections", ProtectionsJson.of(protections));
        return json;
    }
}
