package io.runfolio.api;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
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
 * An authorized request.
 *
 * @param method {@code GET} for HEAD as well
 * @param segments decoded segments of the path: {@code [v1, artifacts, artifact-…]}
 * @param query decoded parameters, in the order of the request
 * @param headers names in lower case
 * @param body empty if absent, or if it is read from {@code content}
 * @param content the body as a stream, for operations that take files
 * @param caller authorized caller
 * @param sent method as received over HTTP, such as {@code HEAD}; empty for a call of this process
 */
public record ApiRequest(
        String method,
        List<String> segments,
        Map<String, List<String>> query,
        Map<String, String> headers,
        byte[] body,
        InputStream content,
        Caller caller,
        String sent) {

    /** A call of this process. */
    public ApiRequest(
            String method,
            List<String> segments,
            Map<String, List<String>> query,
            Map<String, String> headers,
            byte[] body,
            InputStream content,
            Caller caller) {
        this(method, segments, query, headers, body, content, caller, "");
    }

    /** Returns the request with the method that was received over HTTP. */
    public ApiRequest sentAs(String received) {
        return new ApiRequest(method, segments, query, headers, body, content, caller, received);
    }

    /**
     * Parses a request.
     *
     * @param target path and query as received
     * @param headers names in any case
     */
    public static ApiRequest of(String method, String target, Map<String, String> headers, byte[] body, Caller caller) {
        return of(method, target, headers, body, new ByteArrayInputStream(body), caller);
    }

    /** Parses a request whose body is read as a stream. */
    public static ApiRequest streamed(
            String method, String target, Map<String, String> headers, InputStream content, Caller caller) {
        return of(method, target, headers, new byte[0], content, caller);
    }

    private static ApiRequest of(
            String method,
            String target,
            Map<String, String> headers,
            byte[] body,
            InputStream content,
            Caller caller) {
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        Map<String, String> lower = new LinkedHashMap<>();
        headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        return new ApiRequest(
                method,
                segments(path),
                query(mark < 0 ? "" : target.substring(mark + 1)),
                lower,
                body,
                content,
                caller);
    }

    /** Returns a path without empty segments and without a trailing slash. */
    public static String canonical(String path) {
        return "/" + Stream.of(path.split("/")).filter(part -> !part.isEmpty()).collect(Collectors.joining("/"));
    }

    /** Returns method and path without the token of a share link. Logs print this, and the rest may be secret. */
    @Override
    public String toString() {
        boolean shared = segments.size() > 1 && segments.get(0).equalsIgnoreCase("s");
        List<String> shown = shared
                ? Stream.concat(Stream.of("s", "…"), segments.stream().skip(2)).toList()
                : segments;
        return method + " /" + String.join("/", shown);
    }

    /** Returns a path segment by its index; empty if absent. */
    public String segment(int index) {
        return index < segments.size() ? segments.get(index) : "";
    }

    /** Returns the value of a header. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** Returns the same request with another body and its type. */
    public ApiRequest withBody(String contentType, byte[] bytes) {
        Map<String, String> others = new LinkedHashMap<>(headers);
        others.put("content-type", contentType);
        return new ApiRequest(method, segments, query, others, bytes, new ByteArrayInputStream(bytes), caller, sent);
    }

    /** Returns whether the body is a form with files. */
    public boolean isMultipart() {
        return MediaTypes.withoutParameters(header("content-type").orElse("")).equals("multipart/form-data");
    }

    /** Returns whether a trusted proxy reports that the client used TLS. */
    public boolean isByTls() {
        return header("x-forwarded-proto")
                .map(protocols -> protocols.split(",", 2)[0].strip())
                .filter("https"::equalsIgnoreCase)
                .isPresent();
    }

    /** Returns the address of the client, as a trusted proxy reports it; empty if unknown. */
    public String client() {
        return header("x-forwarded-for").orElse("");
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

    /** Decodes percent-encoding; a percent sign without two hex digits is kept. */
    public static String decoded(String text, boolean plusIsBlank) {
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
