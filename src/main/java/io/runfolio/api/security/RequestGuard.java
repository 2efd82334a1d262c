package io.runfolio.api.security;

import io.runfolio.api.ApiException;
import io.runfolio.api.Caller;
import io.runfolio.api.Scope;
import io.runfolio.settings.HttpSettings;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Authorizes requests before the body is read.
 *
 * <p>A page of another site must not reach a local server through the browser of a user. So a server on the loopback
 * interface accepts loopback host names only, and requests that a browser marks as cross-site are refused.
 */
public final class RequestGuard {
    private static final Set<String> PUBLIC = Set.of("/", "/docs", "/openapi.yaml", "/v1/health");
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");
    private static final Pattern GALLERY = Pattern.compile("/gallery/[^/]+");
    private static final Pattern SUBMISSION =
            Pattern.compile("/v1/events|/v1/runs(/[^/]+/(cancel|retry|steps/[^/]+/answer))?");
    /** Removal by plan and by hand; who may only review must not remove anything. */
    private static final Pattern RETENTION =
            Pattern.compile("/v1/retention/plans(/.*)?|/v1/(artifacts|runs)/[^/]+/purge|/v1/trash(/[^/]+)?");

    /** Event states can be read with the scope {@code read} or {@code submit}. */
    private static final Pattern EVENT = Pattern.compile("/v1/events/[^/]+");
    /** Uploads can be read and changed with the scope {@code submit} only. */
    private static final Pattern UPLOAD = Pattern.compile("/v1/uploads(/[^/]+)?");

    /** The signature of a webhook is its credential. */
    private static final Pattern HOOK = Pattern.compile("/v1/hooks/[^/]+");

    /** The token in the path is the credential of a share link. */
    private static final Pattern SHARED = Pattern.compile("/s/[^/]+(/.*)?");

    private static final Pattern UNLOCK = Pattern.compile("/s/[^/]+/unlock");

    /** The signature is the credential of a signed URL. */
    private static final Pattern SIGNED = Pattern.compile("/signed/[^/]+/[^/]+");

    private static final Pattern SHARING = Pattern.compile("/v1/shares(/[^/]+)?|/v1/artifacts/[^/]+/signed-url");

    private static final String MCP = "/mcp";
    private static final String BEARER = "bearer ";

    private final HttpSettings settings;
    private final TokenSource tokens;
    private final Sessions sessions;
    private final BodyRules bodyRules;

    public RequestGuard(HttpSettings settings, TokenSource tokens, Sessions sessions) {
        this.settings = settings;
        this.tokens = tokens;
        this.sessions = sessions;
        this.bodyRules = new BodyRules(settings);
    }

    /** Returns the rules for bodies. */
    public BodyRules bodyRules() {
        return bodyRules;
    }

    /**
     * Returns the caller of a request.
     *
     * @param method as received, HEAD as {@code GET}
     * @param path the canonical path
     * @param headers names in lower case
     * @throws ApiException if the request is refused
     */
    public Caller authorize(String method, String path, Map<String, String> headers) {
        checkMethod(method);
        checkHost(headers.getOrDefault("host", ""));
        checkOrigin(path.toLowerCase(Locale.ROOT), headers);
        // routing ignores the case of paths, so authorization does as well
        String lower = path.toLowerCase(Locale.ROOT);
        boolean isOpen = isOpen(method, lower);
        Caller caller = isOpen ? anyCaller(method, headers) : caller(method, headers);
        if (!isOpen) {
            checkScope(method, lower, caller);
        }
        bodyRules.check(method, lower, headers);
        return caller;
    }

    /**
     * Returns whether {@link #authorize} waits for another process, so that no event loop may call it. That is a server
     * that shares the sessions or the tokens with others.
     */
    public boolean mayWait(String method, Map<String, String> headers) {
        boolean hasSession = sessionId(method, headers).isPresent();
        return hasSession && sessions.areRemote()
                || tokens.isRemote() && (hasSession || bearer(headers).isPresent() || !tokens.areKnownToBeRequired());
    }

    /**
     * Returns whether a GET with these headers is still authorized; checked while a stream is open.
     *
     * @throws ApiException if that cannot be found out now
     */
    public boolean isStillAuthorized(Map<String, String> headers) {
        return !caller("GET", headers).equals(Caller.NOBODY);
    }

    /** Returns the origin of the request if it is in the allowed origins. */
    public Optional<String> allowedOrigin(Map<String, String> headers) {
        return Optional.ofNullable(headers.get("origin"))
                .filter(origin -> settings.allowedOrigins().contains(origin));
    }

    /** Method names are case-sensitive (RFC 9110, section 9.1), but Camel's routing ignores their case. */
    private static void checkMethod(String method) {
        if (!METHODS.contains(method)) {
            throw new ApiException(
                    501,
                    "method_not_implemented",
                    "This server does not know the method " + method + ": method names are upper case, such as GET.");
        }
    }

    private void checkHost(String host) {
        if (!settings.isLoopback()) {
            return;
        }
        String name = HostHeader.withoutPort(host);
        boolean ours = HostHeader.isLoopback(host)
                || name.equals(settings.host())
                || settings.allowedOrigins().stream()
                        .anyMatch(origin -> name.equals(URI.create(origin).getHost()));
        if (!ours) {
            throw new ApiException(
                    403,
                    "host_refused",
                    "This server accepts requests to localhost and 127.0.0.1 only:"
                            + " add the origin of a proxy to runfolio.http.allowed-origins.");
        }
    }

    private void checkOrigin(String path, Map<String, String> headers) {
        if (SIGNED.matcher(path).matches()) {
            return; // made to be embedded by other sites
        }
        Optional<String> origin = Optional.ofNullable(headers.get("origin"));
        if (UNLOCK.matcher(path).matches() && isFormOfOurPage(origin, headers)) {
            return;
        }
        boolean same = origin.isEmpty() || isSame(origin.get(), headers.getOrDefault("host", ""));
        if (same && origin.isEmpty()) {
            same = !path.startsWith("/v1") && !path.equals(MCP) || !"cross-site".equals(headers.get("sec-fetch-site"));
        }
        if (!same && allowedOrigin(headers).isEmpty()) {
            throw new ApiException(
                    403,
                    "origin_refused",
                    "Requests from pages of other sites are refused:"
                            + " add allowed sites to runfolio.http.allowed-origins.");
        }
    }

    /** Returns whether a form without an origin is ours. Pages that send no referrer send the origin as null. */
    private static boolean isFormOfOurPage(Optional<String> origin, Map<String, String> headers) {
        return origin.filter("null"::equals).isPresent()
                && headers.getOrDefault("sec-fetch-site", "same-origin").equals("same-origin");
    }

    private static boolean isSame(String origin, String host) {
        return !host.isEmpty()
                && (origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host));
    }

    /** Returns whether a request needs no token: the page, health, and what has a credential of its own. */
    private static boolean isOpen(String method, String path) {
        boolean isReadable = PUBLIC.contains(path) || GALLERY.matcher(path).matches();
        if (method.equals("GET")) {
            return isReadable
                    || SHARED.matcher(path).matches()
                    || SIGNED.matcher(path).matches();
        }
        return isReadable
                || method.equals("POST")
                        && (UNLOCK.matcher(path).matches() || HOOK.matcher(path).matches());
    }

    /** Returns the caller of a request that needs none. An outage of tokens or sessions does not stop it. */
    private Caller anyCaller(String method, Map<String, String> headers) {
        try {
            return caller(method, headers);
        } catch (ApiException e) {
            return Caller.NOBODY;
        }
    }

    private Caller caller(String method, Map<String, String> headers) {
        Optional<String> token = bearer(headers);
        Optional<String> session = sessionId(method, headers);
        if (token.isEmpty() && session.isEmpty()) {
            return tokens.areRequired() ? Caller.NOBODY : Caller.LOCAL; // without a look at the tokens, if possible
        }
        Tokens known = tokens.get();
        if (!known.areRequired()) {
            return Caller.LOCAL;
        }
        return token.isPresent()
                ? known.caller(token.get()).orElse(Caller.NOBODY)
                : session.flatMap(id -> sessions.caller(id, known)).orElse(Caller.NOBODY);
    }

    private static Optional<String> bearer(Map<String, String> headers) {
        String authorization = headers.getOrDefault("authorization", "");
        return authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)
                ? Optional.of(authorization.substring(BEARER.length()).strip())
                : Optional.empty();
    }

    /**
     * Returns the session of a request. Cookies are accepted for GET and DELETE only: changes need the token itself.
     */
    private static Optional<String> sessionId(String method, Map<String, String> headers) {
        boolean isAccepted = method.equals("GET") || method.equals("DELETE");
        return isAccepted && bearer(headers).isEmpty()
                ? Sessions.id(headers.getOrDefault("cookie", ""))
                : Optional.empty();
    }

    private void checkScope(String method, String path, Caller caller) {
        if (caller.equals(Caller.NOBODY)) {
            throw new ApiException(401, "token_needed", "A valid token is required: `Authorization: Bearer <token>`.");
        }
        if (method.equals("POST") && SHARING.matcher(path).matches()) {
            require(Scope.READ, caller); // a link gives others what its maker may read
        }
        Optional<Scope> needed = scope(method, path);
        boolean asksForItsEvent = method.equals("GET") && EVENT.matcher(path).matches() && caller.may(Scope.SUBMIT);
        if (needed.isPresent() && !asksForItsEvent) {
            require(needed.get(), caller);
        }
    }

    private static void require(Scope scope, Caller caller) {
        if (!caller.may(scope)) {
            throw new ApiException(
                    403, "scope_missing", "The token " + caller.name() + " lacks the scope " + scope.word() + ".");
        }
    }

    private static Optional<Scope> scope(String method, String path) {
        if (path.equals("/v1/session")) {
            return Optional.empty();
        }
        if (RETENTION.matcher(path).matches()) {
            return Optional.of(Scope.ADMIN);
        }
        if (UPLOAD.matcher(path).matches()) {
            return Optional.of(Scope.SUBMIT);
        }
        if (SHARING.matcher(path).matches()) {
            return Optional.of(Scope.SHARE);
        }
        // each tool has a scope of its own
        if (method.equals("GET") || path.equals(MCP)) {
            return Optional.of(Scope.READ);
        }
        return Optional.of(SUBMISSION.matcher(path).matches() ? Scope.SUBMIT : Scope.REVIEW);
    }
}
