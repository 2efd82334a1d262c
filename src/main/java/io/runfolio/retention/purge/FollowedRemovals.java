package io.runfolio.retention.purge;

import io.runfolio.bundle.BundleChecksums;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.RunFolder;
import io.runfolio.bundle.ledger.Removal;
import io.runfolio.bundle.ledger.RemovalHistory;
import io.runfolio.bundle.ledger.RemovalHistory.Place;
import io.runfolio.bundle.ledger.RemovedFile;
import io.runfolio.files.PathResolver;
import io.runfolio.files.StorageErrors;
import io.runfolio.index.ReviewLogs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/**
 * Carries out in a working copy what other hosts have removed or restored. A removal is made by its line in the common
 * ledger; each host has a trash of its own. Thread-safe.
 */
public final class FollowedRemovals {
    private final BundleLayout layout;
    private final ReviewLogs ledgers;
    private final FilePlacement placement;
    private final Clock clock;

    /** @param layout a working copy */
    public FollowedRemovals(BundleLayout layout, Clock clock) {
        this.layout = layout;
        this.ledgers = new ReviewLogs(layout);
        this.placement = new FilePlacement(layout);
        this.clock = clock;
    }

    /** Brings the files of a bundle to where its ledger says that they belong. It can be repeated. */
    public void follow(String runPath) {
        Path ledger = new RunFolder(layout.bundle(runPath)).reviewLog();
        if (RemovalHistory.read(ledger).purged().isEmpty()) {
            return;
        }
        ledgers.with(layout.bundle(runPath).getFileName().toString(), () -> {
            List<byte[]> lines = ReviewLogs.lines(ledger);
            RemovalHistory history = RemovalHistory.of(lines);
            history.purged().values().forEach(purged -> take(runPath, history, purged));
            placement.apply(runPath, lines, clock.instant());
            return true;
        });
    }

    /** Moves files of a removal to the trash of this host, which deletes those that are gone. */
    private void take(String runPath, RemovalHistory history, Removal purged) {
        TrashFolder trash = TrashFolder.of(layout, runPath, purged.removalId());
        List<RemovedFile> here = purged.files().stream()
                .filter(RemovedFile::isRemovable)
                .filter(file -> history.place(purged.removalId(), file.path()) != Place.BUNDLE)
                .filter(file -> isSame(trash.inBundle(file.path()), file))
                .toList();
        if (!here.isEmpty()) {
            trash.create();
            here.forEach(file -> trash.take(file.path()));
        }
    }

    private static boolean isSame(PathResolver.Resolved there, RemovedFile file) {
        try {
            return there.isFile()
                    && file.sha256() != null
                    && file.sha256().equals(BundleChecksums.sha256(there.path()));
        } catch (IOException e) {
            throw StorageErrors.translate(e, there.path() + " could not be read");
        }
    }
}
