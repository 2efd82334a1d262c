package io.runfolio.coordination.postgres;

/**
 * Time since which the database has answered heartbeats in time. After an outage all heartbeats are old, and workers
 * that are alive need a lease to send one before others take over their claims. Thread-safe.
 */
final class SteadyAnswers {
    private final long lease;
    private boolean hadOutage;
    private boolean isOut;
    private long outageEnd;

    /** @param lease time without a heartbeat after which claims go to others, in nanoseconds */
    SteadyAnswers(long lease) {
        this.lease = lease;
    }

    /**
     * Notes a heartbeat. One that took half a lease was late, and so were those of the others. The outage ends with the
     * first one that is in time, not with the last one that was not: the others could not send any before.
     *
     * @param start time of {@link System#nanoTime} at which it was sent
     * @param end time at which the database answered, or did not
     */
    synchronized void note(long start, long end, boolean hasFailed) {
        boolean wasOut = isOut;
        isOut = hasFailed || end - start > lease / 2;
        if (isOut || wasOut) {
            hadOutage = true;
            outageEnd = end;
        }
    }

    /** Returns whether the database has answered in time for a lease. */
    synchronized boolean isSteady(long now) {
        return !isOut && (!hadOutage || now - outageEnd > lease);
    }
}
