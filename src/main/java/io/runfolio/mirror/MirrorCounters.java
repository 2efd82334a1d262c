package io.runfolio.mirror;

import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;

/** Counters of the mirror. Thread-safe. */
public final class MirrorCounters implements MirrorCountersMBean {
    private final Clock clock;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong objects = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private volatile long lagRuns;
    private volatile long behindSince;
    private volatile String trouble = "";

    public MirrorCounters(Clock clock) {
        this.clock = clock;
    }

    void sent(long count) {
        bytes.addAndGet(count);
        objects.incrementAndGet();
    }

    void failed(String reason) {
        failures.incrementAndGet();
        trouble = reason;
    }

    void working() {
        trouble = "";
    }

    /**
     * Sets the lag.
     *
     * @param runs runs that the mirror lacks
     * @param since milliseconds of the epoch from which on it lacked one; ignored without runs
     */
    void lag(long runs, long since) {
        lagRuns = runs;
        behindSince = since;
    }

    @Override
    public long getLagRuns() {
        return lagRuns;
    }

    @Override
    public double getLagSeconds() {
        return lagRuns == 0 ? 0 : Math.max(0, clock.millis() - behindSince) / 1000.0;
    }

    @Override
    public long getSentBytes() {
        return bytes.get();
    }

    @Override
    public long getSentObjects() {
        return objects.get();
    }

    @Override
    public long getFailures() {
        return failures.get();
    }

    @Override
    public String getTrouble() {
        return trouble;
    }
}
