package io.runfolio.coordination.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.UtcClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MemorySessionsTest extends SessionStoreContract {
    private Instant now = Instant.parse("2026-03-26T12:00:00Z");
    private final MemorySessions sessions = new MemorySessions(UtcClock.at(() -> now));

    @Override
    protected SessionStore open() {
        return sessions;
    }

    @Override
    protected void pass(Duration time) {
        now = now.plus(time);
    }

    @Test
    void they_wait_for_no_other_process() {
        assertThat(sessions.isRemote()).isFalse();
    }
}
