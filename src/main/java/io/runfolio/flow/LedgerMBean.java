package io.runfolio.flow;

/**
 * Counters since the worker's start, for JMX: {@code io.runfolio:type=Ledger}. They add up at every moment: events seen = bundled + duplicate + refused + in flight, and
 * assets = ready + unsupported + failed + skipped.
 */
public interface LedgerMBean {
    long getEventsSeen();

    long getEventsBundled();

    long getEventsDuplicate();

    long getEventsRefused();

    /** Returns how many events went back into the inbox, at a stop or for want of room; seen again, they count again. */
    long getEventsReturned();

    long getEventsInFlight();

    /** Returns how often an attempt failed for a reason that may pass, and was or will be made again. */
    long getAttemptsFailed();

    long getAssets();

    long getAssetsReady();

    long getAssetsUnsupported();

    long getAssetsFailed();

    long getAssetsSkipped();

    /** Returns runs bundled by the status word that their events gave: succeeded, failed, running, queued or unknown; any other word counts as unknown. */
    java.util.Map<String, Long> getRunsByStatus();

    /** Returns the time of the last bundle, ISO-8601, or an empty text. */
    String getLastBundledAt();

    /** Returns the time of the last refusal, ISO-8601, or an empty text. */
    String getLastRefusedAt();
}
