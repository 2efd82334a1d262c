package io.runfolio.retention.plan;

import java.time.Instant;

/** Counters of retention. Thread-safe. */
public final class RetentionCounters implements RetentionCountersMBean {
    private long removedBytes;
    private long removals;
    private long protectedEntries;
    private long skippedEntries;
    private long sweptBytes;
    private String lastAppliedAt = "";
    private String lastPlan = "";

    /** Counts what was done between two states of a plan. */
    synchronized void applied(ApplyState before, ApplyState after, Instant now) {
        removedBytes += after.bytes() + after.otherBytes() - before.bytes() - before.otherBytes();
        removals += after.removed() - before.removed();
        skippedEntries += after.skippedEntries() - before.skippedEntries();
        protectedEntries += after.protectedEntries() - before.protectedEntries();
        lastAppliedAt = now.toString();
        lastPlan = after.planId();
    }

    /** Counts bytes that were deleted from the trash. */
    synchronized void swept(long bytes) {
        sweptBytes += bytes;
    }

    @Override
    public synchronized long getRemovedBytes() {
        return removedBytes;
    }

    @Override
    public synchronized long getRemovals() {
        return removals;
    }

    @Override
    public synchronized long getProtectedEntries() {
        return protectedEntries;
    }

    @Override
    public synchronized long getSkippedEntries() {
        return skippedEntries;
    }

    @Override
    public synchronized long getSweptBytes() {
        return sweptBytes;
    }

    @Override
    public synchronized String getLastAppliedAt() {
        return lastAppliedAt;
    }

    @Override
    public synchronized String getLastPlan() {
        return lastPlan;
    }
}
