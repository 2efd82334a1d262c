package io.runfolio.catalog.sql;

import io.runfolio.bundle.CreatedAt;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Key of a run in the database: the microsecond of its creation, times {@value #ROOM}. Keys are in the order of time,
 * so one index serves order, paging and search; of one microsecond, later runs have higher keys.
 */
final class RunKey {
    static final long ROOM = 1 << 11;

    /** Range for further runs of one microsecond: their keys overlap the next second. */
    static final long OVERFLOW = ROOM * 1_000_000;

    private static final long MAX_MICROSECOND = Long.MAX_VALUE / ROOM - 2_000_000;

    private RunKey() {}

    /** Returns the first key of a run's microsecond; 0 for an unreadable time. */
    static long first(String createdAt) {
        return CreatedAt.instant(createdAt).map(RunKey::first).orElse(0L);
    }

    /** Returns the first key of the first microsecond that is not before an instant. */
    static long notBefore(Instant time) {
        return first(time.plusNanos(999));
    }

    private static long first(Instant time) {
        long seconds =
                Math.max(-MAX_MICROSECOND / 1_000_000, Math.min(MAX_MICROSECOND / 1_000_000, time.getEpochSecond()));
        return (TimeUnit.SECONDS.toMicros(seconds) + time.getNano() / 1_000) * ROOM;
    }
}
