package io.runfolio.coordination;

import io.runfolio.files.lock.Mutex;
import java.util.Optional;

/** Locks of those who write to files that all workers share; one writer at a time. */
public interface WriterLocks {
    /** Returns the lock of {@code index.jsonl}: its holder is the only publisher of runs. */
    Mutex index();

    /** Returns the lock of the list of processed events. */
    Mutex processedEvents();

    /** Returns the lock of the feed of changed runs. */
    Mutex changeFeed();

    /** Returns the lock of the catalog's file. */
    Mutex catalog();

    /** Returns the lock of those who rebuild the catalog; others may write to it meanwhile. */
    Mutex catalogRebuild();

    /** Returns the lock of the share links. */
    Mutex shares();

    /** Returns the lock of the counters of share links. */
    Mutex shareCounts();

    /** Returns the lock of those who convert originals or sweep objects. */
    Mutex deduplication();

    /** Returns the lock of a run's review log. */
    Mutex reviewLog(String runId);

    /** Takes the right to make derivatives of a sealed run again, unless another thread or process has it. */
    Optional<Mutex.Held> tryDerivatives(String runId);

    /** Takes the right to copy bundles to the mirror, unless another thread or process has it. */
    Optional<Mutex.Held> tryMirror();

    /** Waits for a moment at which no process holds the lock of any review log. */
    void awaitIdleReviewLogs();
}
