package io.runfolio.coordination.postgres;

import io.runfolio.coordination.Waiting;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Times in the form and the range of the database. */
final class Times {
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    private Times() {}

    /** Returns the time of the next try, never later than the time itself. */
    static OffsetDateTime due(Waiting waiting) {
        Instant due = waiting.wakeAt().isBefore(waiting.deadline()) ? waiting.wakeAt() : waiting.deadline();
        return of(due.isBefore(Instant.EPOCH) ? Instant.EPOCH : due);
    }

    static OffsetDateTime of(Instant instant) {
        Instant bounded = instant.isAfter(LATEST) ? LATEST : instant;
        return bounded.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }
}
