package io.runfolio.api.request;

import io.runfolio.api.ApiJson;
import io.runfolio.api.ApiRequest;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.security.Tokens;
import java.util.Arrays;
import java.util.Optional;

/** Responses with an ETag, or 304 if the client has the current version. */
public final class ConditionalRequests {
    private ConditionalRequests() {}

    /** Returns a JSON response with an ETag of its bytes, or 304. */
    public static ApiResponse json(ApiRequest request, Object value) {
        return json(request, "", value);
    }

    /** Returns a JSON response with an ETag that has a prefix, or 304. */
    public static ApiResponse json(ApiRequest request, String tagStart, Object value) {
        return cached(request, "application/json", tagStart, ApiJson.write(value), "private, no-cache");
    }

    /** Returns a response with an ETag of its bytes, or 304. */
    public static ApiResponse cached(ApiRequest request, String type, byte[] bytes, String caching) {
        return cached(request, type, "", bytes, caching);
    }

    private static ApiResponse cached(ApiRequest request, String type, String tagStart, byte[] bytes, String caching) {
        String etag = "\"" + tagStart + Tokens.sha256(bytes).substring(0, 20) + "\"";
        ApiResponse response = matches(request, etag) ? ApiResponse.empty(304) : ApiResponse.bytes(200, type, bytes);
        return response.with("ETag", etag).with("Cache-Control", caching);
    }

    /** Returns whether {@code If-None-Match} contains an ETag, by weak comparison. */
    public static boolean matches(ApiRequest request, String etag) {
        Optional<String> given = request.header("if-none-match");
        return given.isPresent()
                && Arrays.stream(given.get().split(","))
                        .map(String::strip)
                        .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
                        .anyMatch(tag -> tag.equals("*") || tag.equals(etag));
    }
}
