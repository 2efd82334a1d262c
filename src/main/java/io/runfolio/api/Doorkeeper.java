package io.runfolio.api;

import io.runfolio.settings.HttpSettings;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Lets requests in, or says why not, before a byte of their body is read.
 *
 * <p>A page of another site must not reach a server on this machine through the user's browser. So a server that listens on the loopback interface answers to loopback names only, whatever names point
 * to it; and a request that a browser marks as another site's is refused.
 */
public final class Doorkeeper {
    private static final Set<String> PUBLIC = Set.of("/", "/docs", "/openapi.yaml", "/v1/health");
    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");
    private static final Pattern GALLERY = Pattern.compile("/gallery/[^/]+");
    private static final Pattern SUBMISSION = Pattern.compile("/v1/events|/v1/runs(/[^/]+/cancel)?");
    /** Scopes that may ask for the state of an event: those that read and those that submit. */
    private static final Pattern EVENT = Pattern.compile("/v1/events/[^/]+");
    /** What says all in its path. */
    private static final Pattern BODILESS = Pattern.compile("/v1/session|/v1/runs/[^/]+/cancel");

    private static final String BEARER = "bearer ";

    private final HttpSettings settings;
    private final Supplier<Tokens> tokens;
    private final Sessions sessions;

    public Doorkeeper(HttpSettings settings, Supplier<Tokens> tokens, Sessions sessions) {
        this.settings = settings;
        this.tokens = tokens;
        this.sessions = sessions;
    }

    /**
     * Says who asks.
     *
     * @param method as it came, HEAD as {@code GET}
     * @param path the canonical one
     * @param headers names in lower case
     * @throws ApiException if the request is not let in
     */
    public Caller admit(String method, String path, Map<String, String> headers) {
        checkHost(headers.getOrDefault("host", ""));
        checkOrigin(path.toLowerCase(Locale.ROOT), headers);
        Caller caller = caller(method, headers);
        // routes are found without regard to case, so rights are
        checkScope(method, path.toLowerCase(Locale.ROOT), caller);
        checkBody(method, path.toLowerCase(Locale.ROOT), headers);
        return caller;
    }

    /** Returns whether a GET with these headers would be let in now; an answer that never ends is asked this as it goes on. */
    public boolean stillAdmits(Map<String, String> headers) {
        return !caller("GET", headers).equals(Caller.NOBODY);
    }

    /** Returns the page's origin if answers may be read by it. */
    public Optional<String> foreignOrigin(Map<String, String> headers) {
        return Optional.ofNullable(headers.get("origin"))
                .filter(origin -> settings.allowedOrigins().contains(origin));
    }

    private void checkHost(String host) {
        if (!settings.isLoopback()) {
            return;
        }
        String name = HostNames.withoutPort(host);
        boolean ours = HostNames.isLoopback(host)
                || name.equals(settings.host())
                || settings.allowedOrigins().stream()
                        .anyMatch(origin -> name.equals(URI.create(origin).getHost()));
        if (!ours) {
            throw new ApiException(
                    403,
                    "host_refused",
                    "This server answers to localhost and 127.0.0.1 only. A proxy in front of it must be named in runfolio.http.allowed-origins.");
        }
    }

    private void checkOrigin(String path, Map<String, String> headers) {
        Optional<String> origin = Optional.ofNullable(headers.get("origin"));
        boolean same = origin.isEmpty() || isSame(origin.get(), headers.getOrDefault("host", ""));
        if (same && origin.isEmpty()) {
            same = !path.startsWith("/v1") || !"cross-site".equals(headers.get("sec-fetch-site"));
        }
        if (!same && foreignOrigin(headers).isEmpty()) {
            throw new ApiException(
                    403,
                    "origin_refused",
                    "Pages of other sites may not use this server; runfolio.http.allowed-origins names those that may.");
        }
    }

    private static boolean isSame(String origin, String host) {
        return !host.isEmpty()
                && (origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host));
    }

    /** A cookie is good for looking only: what changes something must carry the token itself, which no other site's page can. */
    private Caller caller(String method, Map<String, String> headers) {
        Tokens known = tokens.get();
        if (!known.needed()) {
            return Caller.LOCAL;
        }
        String authorization = headers.getOrDefault("authorization", "");
        if (authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            return known.caller(authorization.substring(BEARER.length()).strip())
                    .orElse(Caller.NOBODY);
        }
        return method.equals("GET") || method.equals("DELETE")
                ? Sessions.id(headers.getOrDefault("cookie", ""))
                        .flatMap(session -> sessions.caller(session, known))
                        .orElse(Caller.NOBODY)
                : Caller.NOBODY;
    }

    private void checkScope(String method, String path, Caller caller) {
        if (PUBLIC.contains(path) || GALLERY.matcher(path).matches()) {
            return;
        }
        if (caller.equals(Caller.NOBODY)) {
            throw new ApiException(
                    401, "token_needed", "Send a token that this server knows: `Authorization: Bearer <token>`.");
        }
        Optional<Scope> needed = scope(method, path);
        boolean asksForItsEvent = method.equals("GET") && EVENT.matcher(path).matches() && caller.may(Scope.SUBMIT);
        if (needed.isPresent() && !caller.may(needed.get()) && !asksForItsEvent) {
            throw new ApiException(
                    403,
                    "scope_missing",
                    "The token " + caller.name() + " lacks the scope "
                            + needed.get().word() + ".");
        }
    }

    private static Optional<Scope> scope(String method, String path) {
        if (path.equals("/v1/session")) {
            return Optional.empty();
        }
        if (method.equals("GET")) {
            return Optional.of(Scope.READ);
        }
        return Optional.of(SUBMISSION.matcher(path).matches() ? Scope.SUBMIT : Scope.REVIEW);
    }

    private void checkBody(String method, String path, Map<String, String> headers) {
        long length = length(headers.getOrDefault("content-length", "0"));
        if (length > settings.maxBodyBytes()) {
            throw tooLarge(settings.maxBodyBytes());
        }
        String type = MediaTypes.withoutParameters(headers.getOrDefault("content-type", ""));
        if (type.equals("application/cloudevents-batch+json")) {
            throw new ApiException(
                    415, "batch_unsupported", "Batches are not taken: send each event in a request of its own.");
        }
        boolean json = type.equals("application/json") || type.equals("application/cloudevents+json");
        if (WITH_BODY.contains(method) && !BODILESS.matcher(path).matches() && !json) {
            throw new ApiException(415, "json_wanted", "Send JSON, and say so: `Content-Type: application/json`.");
        }
    }

    /** Returns what a body is answered that has more bytes than the limit. */
    public static ApiException tooLarge(long limit) {
        return new ApiException(
                413,
                "too_large",
                "The body has more bytes than the limit of " + limit + ": send less, or raise runfolio.http.max-body.",
                Map.of("limit", limit));
    }

    private static long length(String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
