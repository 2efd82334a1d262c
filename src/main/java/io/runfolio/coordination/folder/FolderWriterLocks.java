package io.runfolio.coordination.folder;

import io.runfolio.coordination.WriterLocks;
import io.runfolio.files.lock.Mutex;
import java.util.Optional;

/** Writer locks as byte ranges of two lock files. */
final class FolderWriterLocks implements WriterLocks {
    private static final long INDEX = 0;
    private static final long PROCESSED_EVENTS = 1;
    private static final long CHANGE_FEED = 2;
    private static final long CATALOG = 3;
    private static final long CATALOG_REBUILD = 4;
    private static final long SHARES = 5;
    private static final long SHARE_COUNTS = 6;
    private static final long DEDUPLICATION = 7;
    private static final long MIRROR = 8;

    private final LockFile writers;
    private final LockFile reviewLogs;
    private final LockFile derivatives;

    FolderWriterLocks(FolderLayout layout) {
        writers = new LockFile(layout.locks().resolve("writers.lock"));
        reviewLogs = new LockFile(layout.locks().resolve("runs.lock"));
        derivatives = new LockFile(layout.locks().resolve("derivatives.lock"));
    }

    @Override
    public Mutex index() {
        return writers.at(INDEX);
    }

    @Override
    public Mutex processedEvents() {
        return writers.at(PROCESSED_EVENTS);
    }

    @Override
    public Mutex changeFeed() {
        return writers.at(CHANGE_FEED);
    }

    @Override
    public Mutex catalog() {
        return writers.at(CATALOG);
    }

    @Override
    public Mutex catalogRebuild() {
        return writers.at(CATALOG_REBUILD);
    }

    @Override
    public Mutex shares() {
        return writers.at(SHARES);
    }

    @Override
    public Mutex shareCounts() {
        return writers.at(SHARE_COUNTS);
    }

    @Override
    public Mutex deduplication() {
        return writers.at(DEDUPLICATION);
    }

    @Override
    public Mutex reviewLog(String runId) {
        return reviewLogs.of(runId);
    }

    @Override
    public Optional<Mutex.Held> tryDerivatives(String runId) {
        return derivatives.tryHold(runId);
    }

    @Override
    public Optional<Mutex.Held> tryMirror() {
        return writers.tryHold(MIRROR);
    }

    @Override
    public void awaitIdleReviewLogs() {
        reviewLogs.awaitIdle();
    }
}
