package io.runfolio.api;

import java.util.Arrays;
import java.util.Optional;

/** Conditional requests: a client that has an answer still is told so instead of getting it again. */
final class Conditions {
    private Conditions() {}

    /** Returns the JSON answer with an ETag of its own bytes, or 304 if the client has it. */
    static ApiResponse json(ApiRequest request, Object value) {
        return json(request, "", value);
    }

    /** Returns the same with an ETag that begins with something told. */
    static ApiResponse json(ApiRequest request, String tagStart, Object value) {
        return cached(request, "application/json", tagStart, Json.bytes(value), "private, no-cache");
    }

    /** Returns bytes with an ETag made from them, or 304. */
    static ApiResponse cached(ApiRequest request, String type, byte[] bytes, String caching) {
        return cached(request, type, "", bytes, caching);
    }

    private static ApiResponse cached(ApiRequest request, String type, String tagStart, byte[] bytes, String caching) {
        String etag = "\"" + tagStart + Tokens.sha256(bytes).substring(0, 20) + "\"";
        ApiResponse answer = matches(request, etag) ? ApiResponse.empty(304) : ApiResponse.bytes(200, type, bytes);
        return answer.with("ETag", etag).with("Cache-Control", caching);
    }

    /** Returns whether {@code If-None-Match} names this ETag; weak ones count, as for any GET. */
    static boolean matches(ApiRequest request, String etag) {
        Optional<String> given = request.header("if-none-match");
        return given.isPresent()
                && Arrays.stream(given.get().split(","))
                        .map(String::strip)
                        .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
                        .anyMatch(tag -> tag.equals("*") || tag.equals(etag));
    }
}
