package io.runfolio.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A response.
 *
 * @param status HTTP status
 * @param headers all but {@code Content-Length}, which the server adds
 * @param body may be sent as a stream
 */
public record ApiResponse(int status, Map<String, String> headers, ApiBody body) {
    public ApiResponse {
        Map<String, String> safe = new LinkedHashMap<>();
        headers.forEach((name, value) -> safe.put(name, printable(value)));
        headers = Collections.unmodifiableMap(safe);
    }

    /** Replaces control characters, as a line break in a value would end the header. */
    private static String printable(String value) {
        boolean fine = value.chars().allMatch(letter -> letter >= ' ' && letter < 0x7f);
        if (fine) {
            return value;
        }
        StringBuilder printable = new StringBuilder(value.length());
        value.chars().forEach(letter -> printable.append(letter >= ' ' && letter < 0x7f ? (char) letter : '_'));
        return printable.toString();
    }

    /** Returns a response without a body. */
    public static ApiResponse empty(int status) {
        return new ApiResponse(status, Map.of(), new ApiBody.None());
    }

    /** Returns a JSON response that shared caches must not store. */
    public static ApiResponse json(int status, Object value) {
        return bytes(status, "application/json", ApiJson.write(value)).with("Cache-Control", "private, no-store");
    }

    public static ApiResponse bytes(int status, String type, byte[] bytes) {
        return new ApiResponse(status, Map.of("Content-Type", type), new ApiBody.Bytes(bytes));
    }

    /** Returns a copy with an additional header. */
    public ApiResponse with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new ApiResponse(status, more, body);
    }
}
