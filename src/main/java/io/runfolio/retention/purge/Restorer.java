package io.runfolio.retention.purge;

import io.runfolio.bundle.BundleChecksums;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.RunFolder;
import io.runfolio.bundle.ledger.LedgerTime;
import io.runfolio.bundle.ledger.Removal;
import io.runfolio.bundle.ledger.RemovalHistory;
import io.runfolio.bundle.ledger.RemovedFile;
import io.runfolio.files.PathResolver;
import io.runfolio.files.StorageErrors;
import io.runfolio.index.ReviewLogs;
import io.runfolio.json.RecordMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * Brings removed files back from the trash. The restore line is written first, then the files are moved; after a kill
 * the next call for the bundle, or {@link TrashSweep}, does the rest. Thread-safe.
 */
public final class Restorer {
    private final BundleLayout layout;
    private final ReviewLogs ledgers;
    private final FilePlacement placement;
    private final Clock clock;

    public Restorer(BundleLayout layout, Clock clock) {
        this.layout = layout;
        this.ledgers = new ReviewLogs(layout);
        this.placement = new FilePlacement(layout);
        this.clock = clock;
    }

    /**
     * Restores the files of a removal that the trash, or the bundle itself, has.
     *
     * @param note why, or null
     * @throws UnknownRemovalException if the bundle or the removal is unknown
     * @throws NotRestorableException if the files are deleted, or the trash has none of them
     */
    public RestoreOutcome restore(String runPath, String removalId, String by, String note) {
        TrashFolder.checkFiles(layout);
        Path bundle = layout.store()
                .folder(runPath)
                .filter(BundleReader::isBundle)
                .filter(folder -> Removal.isId(removalId))
                .orElseThrow(() -> new UnknownRemovalException(removalId));
        AtomicReference<RestoreOutcome> outcome = new AtomicReference<>();
        ledgers.append(bundle, lines -> {
            placement.apply(runPath, lines, clock.instant());
            RestoreOutcome decided = decide(runPath, removalId, RemovalHistory.of(lines));
            outcome.set(decided);
            return decided.restored().isEmpty()
                    ? List.of()
                    : List.of(RecordMapper.line(
                            decided.removal().restore(decided.restored(), by, LedgerTime.of(clock.instant()), note)));
        });
        ledgers.with(bundle.getFileName().toString(), () -> {
            placement.apply(runPath, ReviewLogs.lines(new RunFolder(bundle).reviewLog()), clock.instant());
            return true;
        });
        return outcome.get();
    }

    private RestoreOutcome decide(String runPath, String removalId, RemovalHistory history) {
        Removal purged = history.purged().get(removalId);
        if (purged == null) {
            throw new UnknownRemovalException(removalId);
        }
        Removal removal = history.state().removal(removalId).orElse(null);
        if (removal == null) {
            return new RestoreOutcome(purged, List.of(), List.of());
        }
        if (removal.isDeleted()) {
            throw new NotRestorableException(removalId, "they were deleted at " + removal.deletedAt());
        }
        TrashFolder trash = TrashFolder.of(layout, runPath, removalId);
        Predicate<RemovedFile> isThere =
                file -> file.isRemovable() && (trash.has(file.path()) || isInBundle(trash, file));
        List<String> restored =
                removal.files().stream().filter(isThere).map(RemovedFile::path).toList();
        if (restored.isEmpty()) {
            throw new NotRestorableException(removalId, "the trash does not have them");
        }
        List<String> missing = removal.files().stream()
                .map(RemovedFile::path)
                .filter(path -> !restored.contains(path))
                .toList();
        return new RestoreOutcome(removal, restored, missing);
    }

    /** Returns whether the bundle still has the removed file, as after an import of an older ledger. */
    private static boolean isInBundle(TrashFolder trash, RemovedFile file) {
        PathResolver.Resolved there = trash.inBundle(file.path());
        try {
            return there.isFile()
                    && file.sha256() != null
                    && file.sha256().equals(BundleChecksums.sha256(there.path()));
        } catch (IOException e) {
            throw StorageErrors.translate(e, there.path() + " could not be read");
        }
    }
}
