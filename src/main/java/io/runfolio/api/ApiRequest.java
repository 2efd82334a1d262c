package io.runfolio.api;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A request, after the server has let it in.
 *
 * @param method {@code GET} for HEAD too
 * @param segments the path's parts, decoded: {@code [v1, artifacts, artifact-…]}
 * @param query parameters, decoded, in the order they came
 * @param headers names in lower case
 * @param body empty if there was none
 * @param caller who asks
 */
public record ApiRequest(
        String method,
        List<String> segments,
        Map<String, List<String>> query,
        Map<String, String> headers,
        byte[] body,
        Caller caller) {

    /**
     * Takes a request apart.
     *
     * @param target path and query as they came
     * @param headers names in any case
     */
    public static ApiRequest of(String method, String target, Map<String, String> headers, byte[] body, Caller caller) {
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        Map<String, String> lower = new LinkedHashMap<>();
        headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        return new ApiRequest(
                method, segments(path), query(mark < 0 ? "" : target.substring(mark + 1)), lower, body, caller);
    }

    /** Returns the path as routes and rights see it: no empty parts, none at its end. */
    public static String canonical(String path) {
        return "/" + Stream.of(path.split("/")).filter(part -> !part.isEmpty()).collect(Collectors.joining("/"));
    }

    /** Headers and body may hold secrets, and logs and traces print what passes. */
    @Override
    public String toString() {
        return method + " /" + String.join("/", segments);
    }

    /** Returns a part of the path, counted from 0. */
    String segment(int index) {
        return index < segments.size() ? segments.get(index) : "";
    }

    /** Returns a header. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** Returns whether the browser came by TLS, as a proxy says; the server drops what any other says. */
    boolean isByTls() {
        return header("x-forwarded-proto")
                .map(protocols -> protocols.split(",", 2)[0].strip())
                .filter("https"::equalsIgnoreCase)
                .isPresent();
    }

    private static List<String> segments(String path) {
        return Stream.of(path.split("/"))
                .filter(part -> !part.isEmpty())
                .map(part -> decoded(part, false))
                .toList();
    }

    private static Map<String, List<String>> query(String query) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String pair : query.split("&")) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals), true);
            String value = equals < 0 ? "" : decoded(pair.substring(equals + 1), true);
            values.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
        }
        return values;
    }

    /** Decodes percent signs; one that begins no pair of hex digits stands for itself. */
    static String decoded(String text, boolean plusIsBlank) {
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[raw.length];
        int length = 0;
        for (int i = 0; i < raw.length; i++) {
            int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
            int low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
            if (raw[i] == '%' && high >= 0 && low >= 0) {
                out[length++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                out[length++] = plusIsBlank && raw[i] == '+' ? (byte) ' ' : raw[i];
            }
        }
        return new String(out, 0, length, StandardCharsets.UTF_8);
    }
}
