package io.runfolio.cli;

import java.time.Duration;
import java.util.Optional;

/** When a worker that ended unexpectedly is started again: after 1, 2, 4, 8, 16 and then 30 seconds; a life of a minute makes up for the deaths before it, and 20 quick deaths in a row are enough. */
final class RestartPolicy {
    static final int QUICK_DEATHS = 20;
    static final Duration LONG_LIFE = Duration.ofMinutes(1);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private Duration wait = FIRST_WAIT;
    private int quickDeaths;

    /** Returns how long to wait after a death, or empty if it was one too many. */
    Optional<Duration> afterLifeOf(Duration life) {
        if (life.compareTo(LONG_LIFE) >= 0) {
            wait = FIRST_WAIT;
            quickDeaths = 0;
        } else if (++quickDeaths >= QUICK_DEATHS) {
            return Optional.empty();
        }
        Duration now = wait;
        Duration doubled = wait.multipliedBy(2);
        wait = doubled.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : doubled;
        return Optional.of(now);
    }
}
