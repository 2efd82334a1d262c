package io.runfolio.retention.plan;

/** Counters of retention since the start of the process, in JMX as {@code io.runfolio:type=Retention}. */
public interface RetentionCountersMBean {
    /** Returns the size of the media that plans have removed. */
    long getRemovedBytes();

    /** Returns the number of removals. */
    long getRemovals();

    /** Returns the number of removals that a protection prevented. */
    long getProtectedEntries();

    /** Returns the number of removals that were skipped for any reason. */
    long getSkippedEntries();

    /** Returns the size of the files that were deleted from the trash. */
    long getSweptBytes();

    /** Returns the time of the last apply, ISO-8601; empty text if absent. */
    String getLastAppliedAt();

    /** Returns the last plan that was applied; empty text if absent. */
    String getLastPlan();
}
