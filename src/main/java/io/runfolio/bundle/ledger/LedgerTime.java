package io.runfolio.bundle.ledger;

import io.runfolio.bundle.CreatedAt;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Times as ledger lines have them: ISO-8601 with offset, in microseconds. */
public final class LedgerTime {
    private LedgerTime() {}

    /** Returns the text of a time. */
    public static String of(Instant time) {
        return CreatedAt.format(time.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC));
    }
}
