package io.runfolio;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.Supplier;

/** Base of clocks of tests, in UTC. */
public abstract class UtcClock extends Clock {
    /** Returns a clock that shows what a test says. */
    public static Clock at(Supplier<Instant> now) {
        return new UtcClock() {
            @Override
            public Instant instant() {
                return now.get();
            }
        };
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
