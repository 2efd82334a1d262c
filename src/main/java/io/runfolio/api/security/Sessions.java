package io.runfolio.api.security;

import io.runfolio.api.ApiException;
import io.runfolio.api.Caller;
import io.runfolio.coordination.access.SessionStore;
import io.runfolio.files.RandomIds;
import io.runfolio.files.StorageException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions of browsers that have shown a token.
 *
 * <p>Images, videos and the change feed cannot send a header, so they send a cookie: random, stored as a hash only, for
 * reading only, and never the token. Thread-safe.
 */
public final class Sessions {
    /** Name of the cookie. */
    public static final String COOKIE = "runfolio_session";

    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    private static final Duration LIFE = Duration.ofHours(12);
    private static final int ID_BYTES = 32;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final SessionStore store;
    private volatile boolean isStoreDown;

    /** @param store keeps the sessions, by the hash of the cookie, so that the time of a lookup reveals nothing */
    public Sessions(SessionStore store) {
        this.store = store;
    }

    /**
     * Opens a session; beyond the limits, closes the oldest one of the token or of all.
     *
     * @throws ApiException 503, as all methods, if the store does not answer
     */
    public String open(Caller caller) {
        String id = RandomIds.base64Url(ID_BYTES);
        ask(() -> {
            store.open(Tokens.sha256(id), caller.credential(), LIFE);
            return id;
        });
        return id;
    }

    /** Closes a session for all servers. */
    public void close(String id) {
        ask(() -> {
            store.close(Tokens.sha256(id));
            return id;
        });
    }

    /** Returns the caller of a session with the current scopes; empty if the token was revoked. */
    Optional<Caller> caller(String id, Tokens tokens) {
        return ask(() -> store.token(Tokens.sha256(id)))
                .flatMap(tokens::current)
                .map(Caller::withCookie);
    }

    /** Returns whether calls wait for another process, so that no event loop may make them. */
    boolean areRemote() {
        return store.isRemote();
    }

    private <T> T ask(Supplier<T> question) {
        try {
            T answer = question.get();
            isStoreDown = false;
            return answer;
        } catch (StorageException e) {
            if (!isStoreDown) {
                isStoreDown = true;
                LOG.warn("no session is accepted until they can be read again: {}", e.getMessage());
            }
            throw new ApiException(
                    503,
                    "sessions_unavailable",
                    "The database that keeps the sessions does not answer. You are still signed in: try again soon.");
        }
    }

    /** Returns the session id in a {@code Cookie} header; what cannot be one is ignored. */
    public static Optional<String> id(String cookies) {
        for (String pair : cookies.split(";")) {
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.substring(0, equals).strip().equals(COOKIE)) {
                return Optional.of(pair.substring(equals + 1).strip())
                        .filter(id -> ID.matcher(id).matches());
            }
        }
        return Optional.empty();
    }

    /** @param secure whether the browser must send the cookie over TLS only */
    public static String cookie(String id, boolean secure) {
        return cookie(id, LIFE.toSeconds(), secure);
    }

    public static String noCookie(boolean secure) {
        return cookie("", 0, secure);
    }

    private static String cookie(String id, long seconds, boolean secure) {
        return COOKIE + "=" + id + "; HttpOnly; SameSite=Strict; Path=/v1; Max-Age=" + seconds
                + (secure ? "; Secure" : "");
    }
}
