package io.runfolio.cli.process;

import java.time.Duration;
import java.util.Optional;

/**
 * Back-off for restarts of a crashed worker: 1, 2, 4, 8, 16, then 30 seconds. A life of a minute resets it. Gives up
 * after 20 quick exits in a row.
 */
final class RestartPolicy {
    static final int MAX_QUICK_EXITS = 20;
    static final Duration MIN_STABLE_LIFE = Duration.ofMinutes(1);
    private static final Duration MIN_WAIT = Duration.ofSeconds(1);
    private static final Duration MAX_WAIT = Duration.ofSeconds(30);

    private Duration wait = MIN_WAIT;
    private int quickDeaths;

    /** Returns how long to wait after a death, or empty if it was one too many. */
    Optional<Duration> afterLifeOf(Duration life) {
        if (life.compareTo(MIN_STABLE_LIFE) >= 0) {
            wait = MIN_WAIT;
            quickDeaths = 0;
        } else if (++quickDeaths >= MAX_QUICK_EXITS) {
            return Optional.empty();
        }
        Duration now = wait;
        Duration doubled = wait.multipliedBy(2);
        wait = doubled.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : doubled;
        return Optional.of(now);
    }
}
