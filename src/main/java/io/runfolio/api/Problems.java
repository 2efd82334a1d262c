package io.runfolio.api;

import java.util.LinkedHashMap;
import java.util.Map;

/** Answers that say what is wrong: always {@code {"detail": {error, title, status, message, …}}}. */
public final class Problems {
    private static final Map<Integer, String> TITLES = Map.ofEntries(
            Map.entry(400, "Bad request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not found"),
            Map.entry(405, "Method not allowed"),
            Map.entry(408, "Request timeout"),
            Map.entry(409, "Conflict"),
            Map.entry(410, "Gone"),
            Map.entry(412, "Precondition failed"),
            Map.entry(413, "Content too large"),
            Map.entry(415, "Unsupported media type"),
            Map.entry(416, "Range not satisfiable"),
            Map.entry(422, "Unprocessable content"),
            Map.entry(429, "Too many requests"),
            Map.entry(500, "Internal server error"),
            Map.entry(503, "Service unavailable"));

    private Problems() {}

    /** Returns the answer for a status that has no more to say. */
    public static ApiResponse answer(int status, String error, String message) {
        return ApiResponse.json(status, Map.of("detail", detail(status, error, message, Map.of())));
    }

    static ApiResponse answer(ApiException problem) {
        return ApiResponse.json(problem.status(), Map.of("detail", problem.detail()));
    }

    static Map<String, Object> detail(int status, String error, String message, Map<String, Object> more) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("error", error);
        detail.put("title", TITLES.getOrDefault(status, "Error"));
        detail.put("status", status);
        detail.put("message", message);
        detail.putAll(more);
        return detail;
    }
}
