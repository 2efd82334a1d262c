package io.runfolio;

import java.time.Clock;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Base of clocks of tests, in UTC. */
public abstract class UtcClock extends Clock {
    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
