package io.runfolio.hooks.outbox;

/** Finds out whether an event of a workflow run has happened. */
@FunctionalInterface
public interface LedgerLookup {
    /** Presence of an event in the ledger of its run. */
    enum Presence {
        /** It is, or the run is gone and was written once. */
        WRITTEN,
        /** The ledger has not come this far. */
        PENDING,
        /** The ledger has another event at this position. */
        NEVER
    }

    /** Returns whether an event is at a position of a run's ledger. */
    Presence find(String runId, long seq, String type);
}
