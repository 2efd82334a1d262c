package io.runfolio.api.security;

import io.runfolio.api.Caller;
import io.runfolio.files.RandomIds;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sessions of browsers that have shown a token.
 *
 * <p>Images, videos and the change feed cannot send a header, so they send a cookie: random, in memory only, for
 * reading only, and never the token. Thread-safe.
 */
public final class Sessions {
    /** Name of the cookie. */
    public static final String COOKIE = "runfolio_session";

    private static final Duration LIFE = Duration.ofHours(12);
    private static final int ID_BYTES = 32;
    private static final int MAX_SESSIONS = 1000;
    private static final int MAX_PER_TOKEN = 20;

    private final Clock clock;
    /** By the hash of the cookie, so that the time of a lookup reveals nothing. */
    private final Map<String, Session> sessions = new LinkedHashMap<>();

    private record Session(Caller caller, Instant ends) {}

    public Sessions(Clock clock) {
        this.clock = clock;
    }

    /** Opens a session; beyond the limits, closes the oldest one of the token or of all. */
    public synchronized String open(Caller caller) {
        String id = RandomIds.base64Url(ID_BYTES);
        sessions.values().removeIf(session -> !session.ends().isAfter(clock.instant()));
        List<String> same = sessions.entrySet().stream()
                .filter(one -> one.getValue().caller().credential().equals(caller.credential()))
                .map(Map.Entry::getKey)
                .toList();
        if (same.size() >= MAX_PER_TOKEN) {
            sessions.remove(same.get(0));
        } else if (sessions.size() >= MAX_SESSIONS) {
            sessions.remove(sessions.keySet().iterator().next());
        }
        sessions.put(Tokens.sha256(id), new Session(caller, clock.instant().plus(LIFE)));
        return id;
    }

    public synchronized void close(String id) {
        sessions.remove(Tokens.sha256(id));
    }

    /** Returns the caller of a session with the current scopes; empty if the token was revoked. */
    synchronized Optional<Caller> caller(String id, Tokens tokens) {
        return Optional.ofNullable(sessions.get(Tokens.sha256(id)))
                .filter(session -> session.ends().isAfter(clock.instant()))
                .flatMap(session -> tokens.current(session.caller()))
                .map(Caller::withCookie);
    }

    /** Returns the session id in a {@code Cookie} header. */
    public static Optional<String> id(String cookies) {
        for (String pair : cookies.split(";")) {
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.substring(0, equals).strip().equals(COOKIE)) {
                return Optional.of(pair.substring(equals + 1).strip());
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
