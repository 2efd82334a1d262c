package io.runfolio.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.runfolio.api.ApiException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Refuses requests with an ambiguous end, host or header (RFC 9112, sections 3.2, 5 and 6). */
final class RequestFraming {
    private static final String TOKEN_SIGNS = "!#$%&'*+-.^_`|~";
    private static final Set<String> SINGLE = Set.of(
            "authorization", "content-type", "idempotency-key", "origin", "tus-resumable", "x-http-method-override");
    private static final int MAX_LENGTH_DIGITS = 18;

    private RequestFraming() {}

    /** A head that is not valid HTTP. */
    static final class BadHeadException extends Exception {
        private static final long serialVersionUID = 1L;

        BadHeadException(String reason) {
            super(reason);
        }
    }

    /** Returns the error of a decoded request; empty if it is valid. */
    static Optional<ApiException> check(HttpRequest request) {
        HttpVersion version = request.protocolVersion();
        if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
            return Optional.of(new ApiException(
                    505, "version_not_supported", "This server speaks HTTP/1.1 and HTTP/1.0: use one of them."));
        }
        return reason(request).map(RequestFraming::malformed);
    }

    private static Optional<String> reason(HttpRequest request) {
        HttpHeaders headers = request.headers();
        if (!isToken(request.method().name())) {
            return Optional.of("the method is not a token");
        }
        if (headers.names().stream().anyMatch(name -> !isToken(name))) {
            return Optional.of("a header name is not a token");
        }
        boolean current = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
        int hosts = headers.getAll(HttpHeaderNames.HOST).size();
        if (hosts > 1 || current && hosts == 0) {
            return Optional.of("Host must be present once");
        }
        if (isOtherAuthority(request.uri(), headers.get(HttpHeaderNames.HOST))) {
            return Optional.of("the target has another host than Host");
        }
        Optional<String> repeated = headers.names().stream()
                .filter(name -> isSingle(name.toLowerCase(Locale.ROOT))
                        && headers.getAll(name).size() > 1)
                .findFirst();
        if (repeated.isPresent()) {
            return Optional.of(repeated.get() + " must be present once");
        }
        List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (!codings.isEmpty() && !lengths.isEmpty()) {
            return Optional.of("Content-Length and Transfer-Encoding are both present: send one of them");
        }
        if (!codings.isEmpty() && (!current || codings.size() > 1 || !isChunked(codings.get(0)))) {
            return Optional.of("Transfer-Encoding must be chunked, once, in HTTP/1.1");
        }
        if (lengths.size() > 1 || lengths.stream().anyMatch(length -> !isLength(length))) {
            return Optional.of("Content-Length must be present once, in digits");
        }
        return Optional.empty();
    }

    /** Returns the error of a request that could not be decoded. */
    static ApiException undecodable(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return new ApiException(414, "uri_too_long", "The request line is longer than 64 KiB: shorten it.");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return new ApiException(431, "headers_too_large", "The headers have more than 32 KiB: send fewer.");
        }
        return malformed(cause instanceof BadHeadException bad ? bad.getMessage() : "it cannot be parsed");
    }

    private static ApiException malformed(String reason) {
        return new ApiException(400, "request_malformed", "The request is not valid HTTP: " + reason + ".");
    }

    /** Returns whether a target in absolute form has another authority than the Host header. */
    private static boolean isOtherAuthority(String target, String host) {
        int scheme = target.indexOf("://");
        int path = target.indexOf('/');
        if (scheme < 0 || path != scheme + 1) {
            return false;
        }
        String rest = target.substring(scheme + 3);
        String authority = rest.split("[/?#]", 2)[0];
        return !authority.equalsIgnoreCase(host);
    }

    /** Returns whether a repeated header of this name would be ambiguous. */
    private static boolean isSingle(String name) {
        return SINGLE.contains(name) || name.startsWith("ce-") || name.startsWith("upload-");
    }

    private static boolean isChunked(String coding) {
        return coding.strip().equalsIgnoreCase("chunked");
    }

    private static boolean isLength(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_LENGTH_DIGITS
                && text.chars().allMatch(letter -> letter >= '0' && letter <= '9');
    }

    private static boolean isToken(String text) {
        return !text.isEmpty()
                && text.chars()
                        .allMatch(letter -> letter >= '0' && letter <= '9'
                                || letter >= 'a' && letter <= 'z'
                                || letter >= 'A' && letter <= 'Z'
                                || TOKEN_SIGNS.indexOf(letter) >= 0);
    }
}
