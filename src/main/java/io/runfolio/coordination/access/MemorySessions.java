package io.runfolio.coordination.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Sessions in the memory of one server, which end with it. */
public final class MemorySessions implements SessionStore {
    private final Clock clock;
    /** In the order in which they were opened. */
    private final Map<String, Session> sessions = new LinkedHashMap<>();

    private record Session(String token, Instant ends) {}

    /** @param clock decides when sessions end */
    public MemorySessions(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized void open(String idSha256, String tokenSha256, Duration life) {
        Instant now = clock.instant();
        sessions.values().removeIf(session -> !session.ends().isAfter(now));
        long same = sessions.values().stream()
                .filter(session -> session.token().equals(tokenSha256))
                .count();
        if (same >= MAX_PER_TOKEN) {
            sessions.remove(sessions.entrySet().stream()
                    .filter(one -> one.getValue().token().equals(tokenSha256))
                    .findFirst()
                    .orElseThrow()
                    .getKey());
        } else if (sessions.size() >= MAX_SESSIONS) {
            sessions.remove(sessions.keySet().iterator().next());
        }
        sessions.put(idSha256, new Session(tokenSha256, now.plus(life)));
    }

    @Override
    public synchronized Optional<String> token(String idSha256) {
        return Optional.ofNullable(sessions.get(idSha256))
                .filter(session -> session.ends().isAfter(clock.instant()))
                .map(Session::token);
    }

    @Override
    public synchronized void close(String idSha256) {
        sessions.remove(idSha256);
    }

    @Override
    public synchronized void closeAll(String tokenSha256) {
        sessions.values().removeIf(session -> session.token().equals(tokenSha256));
    }

    @Override
    public boolean isRemote() {
        return false;
    }
}
