package io.runfolio.api;

import java.util.LinkedHashMap;
import java.util.Map;

/** Error responses: always {@code {"detail": {error, title, status, message, …}}}. */
public final class ProblemDetails {
    private static final Map<Integer, String> TITLES = Map.ofEntries(
            Map.entry(400, "Bad request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(402, "Payment required"),
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
            Map.entry(423, "Locked"),
            Map.entry(429, "Too many requests"),
            Map.entry(460, "Checksum mismatch"),
            Map.entry(500, "Internal server error"),
            Map.entry(501, "Not implemented"),
            Map.entry(503, "Service unavailable"),
            Map.entry(507, "Insufficient storage"));

    private ProblemDetails() {}

    /** Returns an error response without further fields. */
    public static ApiResponse response(int status, String error, String message) {
        return ApiResponse.json(status, Map.of("detail", detail(status, error, message, Map.of())));
    }

    static ApiResponse response(ApiException problem) {
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
