package io.runfolio.coordination.access;

import io.runfolio.UtcClock;
import java.time.Duration;
import java.time.Instant;

class MemoryAttemptsTest extends AttemptCountersContract {
    private Instant now = Instant.parse("2026-03-26T12:00:00Z");
    private final MemoryAttempts attempts = new MemoryAttempts(UtcClock.at(() -> now));

    @Override
    protected AttemptCounters open() {
        return attempts;
    }

    @Override
    protected void pass(Duration time) {
        now = now.plus(time);
    }
}
