package io.runfolio.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer.
 *
 * @param status HTTP status
 * @param headers as they are sent; the length is the server's to say
 * @param body what it carries
 */
public record ApiResponse(int status, Map<String, String> headers, ApiBody body) {
    public ApiResponse {
        Map<String, String> safe = new LinkedHashMap<>();
        headers.forEach((name, value) -> safe.put(name, printable(value)));
        headers = Collections.unmodifiableMap(safe);
    }

    /** Values may hold words of others, and a line break in one would end the header. */
    private static String printable(String value) {
        boolean fine = value.chars().allMatch(letter -> letter >= ' ' && letter < 0x7f);
        if (fine) {
            return value;
        }
        StringBuilder printable = new StringBuilder(value.length());
        value.chars().forEach(letter -> printable.append(letter >= ' ' && letter < 0x7f ? (char) letter : '_'));
        return printable.toString();
    }

    /** Returns an answer without a body. */
    public static ApiResponse empty(int status) {
        return new ApiResponse(status, Map.of(), new ApiBody.None());
    }

    /** Returns a JSON answer, which only who asked may keep. */
    public static ApiResponse json(int status, Object value) {
        return bytes(status, "application/json", Json.bytes(value)).with("Cache-Control", "private, no-store");
    }

    static ApiResponse bytes(int status, String type, byte[] bytes) {
        return new ApiResponse(status, Map.of("Content-Type", type), new ApiBody.Bytes(bytes));
    }

    /** Returns the same with one more header. */
    public ApiResponse with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new ApiResponse(status, more, body);
    }
}
