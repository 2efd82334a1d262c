package io.runfolio.replica;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.coordination.log.StoreLog;
import io.runfolio.coordination.log.StoreLog.Change;
import io.runfolio.coordination.log.StoreLog.NumberedSeal;
import io.runfolio.files.StorageException;
import io.runfolio.files.lock.Mutex;
import io.runfolio.index.PendingRuns;
import io.runfolio.index.ReviewLogs;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the outputs folder of this host up to date with the object store. It follows the log of the store by a position
 * that is on disk; one process of the host at a time does it.
 */
public final class WorkingCopy {
    private static final Logger LOG = LoggerFactory.getLogger(WorkingCopy.class);

    private final BundleLayout layout;
    private final StoreLog log;
    private final ObjectBundleStore store;
    private final PendingRuns runs;
    private final ReviewLogs ledgers;

    /** @param runs enters runs into index and list of events */
    public WorkingCopy(BundleLayout layout, StoreLog log, ObjectBundleStore store, PendingRuns runs) {
        this.layout = layout;
        this.log = log;
        this.store = store;
        this.runs = runs;
        ledgers = new ReviewLogs(layout);
    }

    /**
     * Fetches the bundles that others have sealed since the last call, and the changes of others.
     *
     * @return number of entries of the log that were read; 0 also if another process follows it just now
     * @throws StorageException if the log or the object store cannot be used; the next call continues
     */
    public int catchUp() {
        Optional<Mutex.Held> lock = layout.coordination().writerLocks().tryMirror();
        if (lock.isEmpty()) {
            return 0;
        }
        try (Mutex.Held held = lock.get()) {
            LogPosition position = LogPosition.read(layout.copy(), log.identity());
            int read = 0;
            for (List<NumberedSeal> seals = log.seals(position.seals());
                    !seals.isEmpty();
                    seals = log.seals(position.seals())) {
                seals.forEach(this::arrive);
                position = position.atSeal(seals.get(seals.size() - 1).number());
                position.write(layout.copy());
                read += seals.size();
            }
            for (List<Change> changes = log.changes(position.changes());
                    !changes.isEmpty();
                    changes = log.changes(position.changes())) {
                Set<String> changed = new LinkedHashSet<>();
                changes.forEach(change -> changed.add(change.runPath()));
                changed.forEach(this::update);
                position = position.atChange(changes.get(changes.size() - 1).number());
                position.write(layout.copy());
                read += changes.size();
            }
            return read;
        }
    }

    private void arrive(NumberedSeal seal) {
        if (!runs.arrive(seal.seal())) {
            LOG.warn(
                    "the run {} is sealed, but the object store has no whole bundle of it: see verify",
                    seal.seal().runId());
        }
    }

    /** Files first: the ledger speaks of them. */
    private void update(String runPath) {
        if (layout.store().isSealed(runPath)) {
            store.update(runPath);
            ledgers.follow(layout.bundle(runPath));
        }
    }

    /**
     * Writes what the object store lacks of the index and of ledgers.
     *
     * @return number of lines that were written
     */
    public int publish() {
        int written = log.publishSegments(store::writeSegment);
        for (List<StoreLog.LedgerLine> lines = log.unstoredLines(); !lines.isEmpty(); lines = log.unstoredLines()) {
            lines.forEach(store::writeLedgerLine);
            log.stored(lines);
            written += lines.size();
        }
        return written;
    }
}
