package io.runfolio.workflow.run;

/**
 * Prepares what follows from a ledger entry, such as a webhook, before the entry is written.
 *
 * <p>If the process ends in between, the run resumes and the call is repeated for the same position, perhaps with
 * another entry.
 */
@FunctionalInterface
public interface LedgerListener {
    /** Does nothing. */
    LedgerListener NONE = (runId, entry) -> {};

    /**
     * Prepares for an entry.
     *
     * @throws io.runfolio.files.StorageException if it cannot; the entry is not written then
     */
    void beforeEntry(String runId, LedgerEntry entry);
}
