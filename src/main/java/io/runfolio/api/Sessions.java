package io.runfolio.api;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
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
    private static final int MOST = 1000;

    private final SecureRandom random = new SecureRandom();
    private final Clock clock;
    /** By the hash of the cookie, so that looking one up tells nothing by its time. */
    private final Map<String, Session> sessions = new LinkedHashMap<>();

    private record Session(Caller caller, Instant ends) {}

    public Sessions(Clock clock) {
        this.clock = clock;
    }

    /** Opens a session, and forgets the oldest if there are too many. */
    synchronized String open(Caller caller) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        sessions.values().removeIf(session -> !session.ends().isAfter(clock.instant()));
        if (sessions.size() >= MOST) {
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

    static String cookie(String id) {
        return COOKIE + "=" + id + "; HttpOnly; SameSite=Strict; Path=/v1; Max-Age=" + LIFE.toSeconds();
    }

    static String noCookie() {
        return COOKIE + "=; HttpOnly; SameSite=Strict; Path=/v1; Max-Age=0";
    }
}
