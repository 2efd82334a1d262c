package io.runfolio.index;

import io.runfolio.bundle.BundleLayout;

/** Which lock files there are, and what their numbers mean. */
final class IndexLocks {
    static final long INDEX = 0;
    static final long EVENT_LEDGER = 1;
    static final long CHANGES = 2;
    static final long CATALOG = 3;
    static final long CATALOG_REBUILD = 4;

    private IndexLocks() {}

    /** The locks of those who append to a file of lines. */
    static ProcessLock writers(BundleLayout layout) {
        return ProcessLock.of(layout.locks().resolve("writers.lock"));
    }

    /** The locks of those who append to a run's ledger. */
    static ProcessLock runs(BundleLayout layout) {
        return ProcessLock.of(layout.locks().resolve("runs.lock"));
    }

    /** The locks of those who work on an event. */
    static ProcessLock events(BundleLayout layout) {
        return ProcessLock.of(layout.locks().resolve("events.lock"));
    }
}
