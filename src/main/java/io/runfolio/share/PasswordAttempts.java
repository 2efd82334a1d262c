package io.runfolio.share;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Limits attempts at passwords of links: per link, in all, and at once. Each one costs a derivation.
 *
 * <p>An attempt is counted before it is made, so that parallel ones do not exceed the limit. Counted per process.
 * Thread-safe.
 */
public final class PasswordAttempts {
    /** Failed attempts per link within the window. */
    public static final int MAX_PER_LINK = 10;

    /** Failed attempts at all links within the window. */
    public static final int MAX_TOTAL = 200;

    /** Time after which failed attempts are forgotten. */
    public static final Duration WINDOW = Duration.ofMinutes(15);

    private static final int MAX_AT_ONCE = 2;

    private final Clock clock;
    private final Semaphore permits = new Semaphore(MAX_AT_ONCE);
    private final Map<String, Integer> failures = new HashMap<>();
    private int total;
    private Instant windowEnd = Instant.MIN;

    public PasswordAttempts(Clock clock) {
        this.clock = clock;
    }

    /** Result of an attempt. */
    public enum Result {
        /** The password is right. */
        RIGHT,
        /** The password is wrong. */
        WRONG,
        /** Too many attempts were made; the password was not compared. */
        LIMITED
    }

    /** Compares a password with that of a link, within the limits. */
    public Result attempt(Share share, String password) {
        Optional<SharePassword> expected = share.password();
        if (expected.isEmpty()) {
            return Result.RIGHT;
        }
        if (!permits.tryAcquire()) {
            return Result.LIMITED;
        }
        try {
            if (!reserve(share.id())) {
                return Result.LIMITED;
            }
            if (!expected.get().matches(password)) {
                return Result.WRONG;
            }
            refund(share.id());
            return Result.RIGHT;
        } finally {
            permits.release();
        }
    }

    private synchronized boolean reserve(String id) {
        Instant now = clock.instant();
        if (!now.isBefore(windowEnd)) {
            failures.clear();
            total = 0;
            windowEnd = now.plus(WINDOW);
        }
        if (total >= MAX_TOTAL || failures.getOrDefault(id, 0) >= MAX_PER_LINK) {
            return false;
        }
        failures.merge(id, 1, Integer::sum);
        total++;
        return true;
    }

    private synchronized void refund(String id) {
        failures.computeIfPresent(id, (key, count) -> count == 1 ? null : count - 1);
        total = Math.max(0, total - 1);
    }
}
