package io.runfolio.api;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Browsers that showed a token once. Pictures, clips and the feed cannot carry a header, so they carry a cookie: random, known in memory only, for looking only, and never the token. Safe for use by several
 * threads.
 */
public final class Sessions {
    /** Name of the cookie. */
    public static final String COOKIE = "runfolio_session";

    private static final Duration LIFE = Duration.ofHours(12);
    private static final int MAX_SESSIONS = 1000;
    private static final int MAX_PER_TOKEN = 20;

    private final SecureRandom random = new SecureRandom();
    private final Clock clock;
    /** By the hash of the cookie, so that looking one up tells nothing by its time. */
    private final Map<String, Session> sessions = new LinkedHashMap<>();

    private record Session(Caller caller, Instant ends) {}

    public Sessions(Clock clock) {
        this.clock = clock;
    }

    /** Opens a session, and forgets the oldest of the token, or of all, if there are too many. */
    synchronized String open(Caller caller) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
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

    synchronized void close(String id) {
        sessions.remove(Tokens.sha256(id));
    }

    /** Returns whose session it is, with the rights that the token has now; empty if the token was revoked. */
    synchronized Optional<Caller> caller(String id, Tokens tokens) {
        return Optional.ofNullable(sessions.get(Tokens.sha256(id)))
                .filter(session -> session.ends().isAfter(clock.instant()))
                .flatMap(session -> tokens.current(session.caller()))
                .map(Caller::throughCookie);
    }

    /** Returns the session that a {@code Cookie} header carries. */
    static Optional<String> id(String cookies) {
        for (String pair : cookies.split(";")) {
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.substring(0, equals).strip().equals(COOKIE)) {
                return Optional.of(pair.substring(equals + 1).strip());
            }
        }
        return Optional.empty();
    }

    /**
     * @param secure whether the browser came by TLS, and must send the cookie by TLS only
     */
    static String cookie(String id, boolean secure) {
        return cookie(id, LIFE.toSeconds(), secure);
    }

    static String noCookie(boolean secure) {
        return cookie("", 0, secure);
    }

    private static String cookie(String id, long seconds, boolean secure) {
        return COOKIE + "=" + id + "; HttpOnly; SameSite=Strict; Path=/v1; Max-Age=" + seconds
                + (secure ? "; Secure" : "");
    }
}
