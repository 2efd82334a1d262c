package io.runfolio.retention.purge;

import io.runfolio.bundle.BundleChecksums;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.RunFolder;
import io.runfolio.bundle.ledger.Removal;
import io.runfolio.bundle.ledger.RemovalHistory;
import io.runfolio.bundle.ledger.RemovedFile;
import io.runfolio.dedup.UnusedObjects;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.PathResolver;
import io.runfolio.files.RegularFiles;
import io.runfolio.files.StorageErrors;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Moves the files of a bundle's removals to where its ledger says that they belong. Repeatable: it completes what a
 * killed call left. The caller holds the lock of the run's review log.
 *
 * <p>Only removals with a folder in the trash are touched, see {@link TrashFolder}. A file that no line explains stays
 * where it is.
 */
final class FilePlacement {
    private final BundleLayout layout;
    private final UnusedObjects objects;
    private final LedgerFlush flush;

    /** Flushes a ledger to disk. */
    @FunctionalInterface
    interface LedgerFlush {
        void force(Path ledger) throws IOException;
    }

    FilePlacement(BundleLayout layout) {
        this(layout, DurableFiles::forceFile);
    }

    /** @param flush flushes the ledger before any file moves */
    FilePlacement(BundleLayout layout, LedgerFlush flush) {
        this.layout = layout;
        this.objects = new UnusedObjects(layout);
        this.flush = flush;
    }

    /**
     * Places the files.
     *
     * @param ledger the whole lines of the bundle's ledger
     */
    void apply(String runPath, List<byte[]> ledger, Instant now) {
        List<String> ids = TrashFolder.ids(layout, runPath);
        if (ids.isEmpty()) {
            return;
        }
        forceLedger(runPath);
        RemovalHistory history = RemovalHistory.of(ledger);
        for (String id : ids) {
            TrashFolder trash = TrashFolder.of(layout, runPath, id);
            Removal purged = history.purged().get(id);
            if (purged != null) {
                purged.files().stream()
                        .filter(RemovedFile::isRemovable)
                        .forEach(file -> place(trash, history, purged, file, now));
            }
            Optional<Removal> current = history.state().removal(id);
            if (current.isEmpty() || current.get().isDeleted()) {
                trash.removeIfEmpty();
            }
        }
    }

    /** Lines of a killed process may not be on disk yet, and files move only after their line. */
    private void forceLedger(String runPath) {
        Path file = new RunFolder(layout.bundle(runPath)).reviewLog();
        try {
            if (RegularFiles.exists(file)) {
                flush.force(file);
            }
        } catch (IOException e) {
            throw StorageErrors.translate(e, file + " could not be flushed");
        }
    }

    private void place(TrashFolder trash, RemovalHistory history, Removal purged, RemovedFile file, Instant now) {
        switch (history.place(purged.removalId(), file.path())) {
            case TRASH -> trash.take(file.path());
            case GONE -> {
                boolean isDeleted = trash.delete(file.path());
                // with a grace, a file in the bundle came after the purge
                if (purged.trashUntil() == null) {
                    isDeleted |= trash.deleteFromBundle(file.path());
                }
                if (isDeleted) {
                    objects.removeIfUnused(file.sha256());
                }
            }
            case BUNDLE -> putBack(trash, purged, file, now);
        }
    }

    /** Moves a restored file back. If the bundle has one again, the copy in the trash is not needed any more. */
    private void putBack(TrashFolder trash, Removal purged, RemovedFile file, Instant now) {
        if (trash.giveBack(file.path()) || !trash.has(file.path())) {
            return;
        }
        boolean isOver =
                purged.restorableUntil().map(until -> !now.isBefore(until)).orElse(true);
        PathResolver.Resolved there = trash.inBundle(file.path());
        if (there.isFile() && (isOver || isSame(there, file))) {
            trash.delete(file.path());
            objects.removeIfUnused(file.sha256());
        }
    }

    private static boolean isSame(PathResolver.Resolved there, RemovedFile file) {
        try {
            return file.sha256() != null && file.sha256().equals(BundleChecksums.sha256(there.path()));
        } catch (IOException e) {
            throw StorageErrors.translate(e, there.path() + " could not be read");
        }
    }
}
