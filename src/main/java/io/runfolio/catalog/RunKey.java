package io.runfolio.catalog;

import io.runfolio.bundle.CreatedAt;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * The number that a run has in the database: the microsecond of its creation, and room for {@value #ROOM} runs in each. Numbers are in the order of time, so that one index serves order, paging and search; of one
 * microsecond, the run that came in later has the higher one.
 */
final class RunKey {
    static final long ROOM = 1 << 11;

    /** Beyond it, runs of one microsecond are numbered among those that follow: a second's worth. */
    static final long OVERFLOW = ROOM * 1_000_000;

    private static final long LAST = Long.MAX_VALUE / ROOM - 2_000_000;

    private RunKey() {}

    /** Returns the first number of a run's microsecond; one whose time cannot be read is the oldest. */
    static long first(String createdAt) {
        return CreatedAt.instant(createdAt).map(RunKey::first).orElse(0L);
    }

    /** Returns the first number of the first whole microsecond that is not before an instant. */
    static long notBefore(Instant time) {
        return first(time.plusNanos(999));
    }

    private static long first(Instant time) {
        long seconds = Math.max(-LAST / 1_000_000, Math.min(LAST / 1_000_000, time.getEpochSecond()));
        return (TimeUnit.SECONDS.toMicros(seconds) + time.getNano() / 1_000) * ROOM;
    }
}
