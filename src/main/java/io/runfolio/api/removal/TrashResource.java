package io.runfolio.api.removal;

import io.runfolio.api.ApiException;
import io.runfolio.api.ApiRequest;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.content.RetentionJson;
import io.runfolio.api.request.QueryParameters;
import io.runfolio.retention.purge.SweepReport;
import io.runfolio.retention.purge.TrashEntry;
import io.runfolio.retention.purge.TrashSweep;
import io.runfolio.retention.purge.UnknownRemovalException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lists and empties the trash: {@code /v1/trash}. */
public final class TrashResource {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;

    private final TrashSweep sweep;
    private final Runnable changed;

    /** @param changed brings the catalog up to date, which knows references */
    TrashResource(TrashSweep sweep, Runnable changed) {
        this.sweep = sweep;
        this.changed = changed;
    }

    /** {@code listTrash}. */
    public ApiResponse list(ApiRequest request) {
        QueryParameters parameters = new QueryParameters(request);
        int limit = parameters.whole("limit", 1, MAX_LIMIT).orElse(DEFAULT_LIMIT);
        int skip = parameters.whole("skip", 0, Integer.MAX_VALUE).orElse(0);
        parameters.check();
        changed.run();
        List<TrashEntry> entries = sweep.list();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("total", entries.size());
        json.put(
                "bytes",
                entries.stream().mapToLong(entry -> entry.removal().bytes()).sum());
        json.put(
                "items",
                entries.stream()
                        .skip(skip)
                        .limit(limit)
                        .map(TrashResource::json)
                        .toList());
        return ApiResponse.json(200, json);
    }

    /** {@code deleteTrash}. */
    public ApiResponse delete(ApiRequest request) {
        new QueryParameters(request).check();
        String removalId = request.segment(2);
        changed.run();
        SweepReport report = sweep.empty(Set.of(removalId), request.caller().name());
        changed.run();
        if (!report.kept().isEmpty()) {
            throw ProtectionsJson.refused(report.kept().get(0).protections());
        }
        TrashEntry deleted =
                report.deleted().stream().findFirst().orElseThrow(() -> missing(removalId, report.problems()));
        return ApiResponse.json(200, deleted(deleted));
    }

    /** {@code sweepTrash}. */
    public ApiResponse sweep(ApiRequest request) {
        new QueryParameters(request).check();
        changed.run();
        SweepReport report = sweep.sweep();
        changed.run();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(
                "deleted", report.deleted().stream().map(TrashResource::deleted).toList());
        json.put("kept", report.kept().stream().map(TrashResource::json).toList());
        json.put("bytes", report.bytes());
        json.put("problems", report.problems());
        return ApiResponse.json(200, json);
    }

    private static Map<String, Object> deleted(TrashEntry entry) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("removalId", entry.removal().removalId());
        json.put("bytes", entry.removal().bytes());
        return json;
    }

    private static RuntimeException missing(String removalId, List<String> problems) {
        return problems.isEmpty()
                ? new UnknownRemovalException(removalId)
                : new ApiException(
                        503,
                        "unavailable",
                        "The trash could not be read as a whole, and nothing was deleted:"
                                + " run `runfolio trash list` on the server.");
    }

    private static Map<String, Object> json(TrashEntry entry) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("runId", entry.runId());
        json.put("removal", RetentionJson.tombstone(entry.removal()));
        json.put("protections", ProtectionsJson.of(entry.protections()));
        return json;
    }
}
