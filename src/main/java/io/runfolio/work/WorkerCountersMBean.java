package io.runfolio.work;

/**
 * Counters since the start of the worker, in JMX as {@code io.runfolio:type=Ledger}.
 *
 * <p>They add up at every moment: events seen = bundled + duplicate + refused + in flight, and assets = ready +
 * unsupported + failed + skipped.
 */
public interface WorkerCountersMBean {
    long getEventsSeen();

    long getEventsBundled();

    long getEventsDuplicate();

    long getEventsRefused();

    /**
     * Returns the number of events that were returned to the inbox. They are counted again when they are claimed again.
     */
    long getEventsReturned();

    /**
     * Returns how often an event was set aside, to wait for something outside such as a download. It is counted again
     * when it is claimed again.
     */
    long getEventsParked();

    /** Returns the number of events that wait for something outside now, those of all workers. */
    long getEventsWaiting();

    long getEventsInFlight();

    /** Returns the number of attempts that failed for a reason that may pass. */
    long getAttemptsFailed();

    long getAssets();

    long getAssetsReady();

    long getAssetsUnsupported();

    long getAssetsFailed();

    long getAssetsSkipped();

    /**
     * Returns the number of bundled runs by status. A status is succeeded, failed, running, queued or unknown (any
     * other).
     */
    java.util.Map<String, Long> getRunsByStatus();

    /** Returns the time of the last bundle, ISO 8601; empty text if absent. */
    String getLastBundledAt();

    /** Returns the time of the last refusal, ISO 8601; empty text if absent. */
    String getLastRefusedAt();
}
