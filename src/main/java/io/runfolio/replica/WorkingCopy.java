package io.runfolio.replica;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.coordination.log.StoreLog;
import io.runfolio.coordination.log.StoreLog.Change;
import io.runfolio.coordination.log.StoreLog.NumberedSeal;
import io.runfolio.files.StorageException;
import io.runfolio.files.lock.Mutex;
import io.runfolio.index.PendingRuns;
import io.runfolio.index.ReviewLogs;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
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
    private final Consumer<String> removals;
    private final List<String> failures = new ArrayList<>();

    /**
     * Result of a call.
     *
     * @param entries entries of the log that were read; 0 also if another process follows it just now
     * @param failures bundles that could not be fetched, with the reason
     */
    public record Followed(int entries, List<String> failures) {}

    /**
     * @param runs enters runs into index and list of events
     * @param removals removes and restores files of a bundle as its ledger says, by run path; repeatable
     */
    public WorkingCopy(
            BundleLayout layout, StoreLog log, ObjectBundleStore store, PendingRuns runs, Consumer<String> removals) {
        this.removals = removals;
        this.layout = layout;
        this.log = log;
        this.store = store;
        this.runs = runs;
        ledgers = new ReviewLogs(layout);
    }

    /**
     * Fetches the bundles that others have sealed since the last call, and the changes of others.
     *
     * @param all whether the log is read from its start, to fetch what could not be fetched before
     * @throws StorageException if the log or the object store cannot be used; the next call continues
     */
    public synchronized Followed catchUp(boolean all) {
        Optional<Mutex.Held> lock = layout.coordination().writerLocks().tryMirror();
        if (lock.isEmpty()) {
            return new Followed(0, List.of());
        }
        failures.clear();
        try (Mutex.Held held = lock.get()) {
            LogPosition position =
                    all ? new LogPosition(log.identity(), 0, 0) : LogPosition.read(layout.copy(), log.identity());
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
            return new Followed(read, List.copyOf(failures));
        }
    }

    private void arrive(NumberedSeal seal) {
        String runId = seal.seal().runId();
        try {
            if (!runs.arrive(seal.seal())) {
                failed(runId + " is sealed, but the object store has no whole bundle of it");
                return;
            }
            layout.store().find(runId).ifPresent(this::completeLedger);
        } catch (DamagedObjectException e) {
            failed(runId + " could not be fetched: " + e.getMessage());
        }
    }

    /** A bundle can come with a ledger, which the feed of changes does not know then. */
    private void completeLedger(String runPath) {
        ledgers.recordState(layout.bundle(runPath));
        removals.accept(runPath);
    }

    /** Notes a bundle that cannot be fetched. Others go on; {@code store sync --all} tries it again. */
    private void failed(String reason) {
        failures.add(reason);
        LOG.warn("{}", reason);
    }

    /** Files first: the ledger speaks of them. */
    private void update(String runPath) {
        if (!layout.store().isSealed(runPath)) {
            return;
        }
        try {
            store.update(runPath);
        } catch (DamagedObjectException e) {
            failed(runPath + " could not be updated: " + e.getMessage());
        }
        ledgers.follow(layout.bundle(runPath));
        removals.accept(runPath);
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
