package io.runfolio.artifact.transfer;

import io.runfolio.bundle.BundleChecksums;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.RunFolder;
import io.runfolio.bundle.ledger.LedgerTime;
import io.runfolio.bundle.ledger.Removal;
import io.runfolio.bundle.ledger.RemovalHistory;
import io.runfolio.bundle.ledger.RemovedFile;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.PathResolver;
import io.runfolio.files.StorageErrors;
import io.runfolio.index.ReviewLogs;
import io.runfolio.json.RecordMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Brings removed files of a bundle back from elsewhere, such as a complete copy of the bundle. The bytes come first,
 * then the restore line, both under the lock of the run's review log; after a kill between them the files count as
 * removed, and the next call finishes. Thread-safe.
 */
public final class ReturnedFiles {
    private final BundleLayout layout;
    private final ReviewLogs ledgers;
    private final Clock clock;

    public ReturnedFiles(BundleLayout layout, Clock clock) {
        this.layout = layout;
        this.ledgers = new ReviewLogs(layout);
        this.clock = clock;
    }

    /** Returns whether a bundle lacks a file because it was removed, and another file has the same bytes. */
    static boolean canReturn(Path bundle, String path, Path file) throws IOException {
        RemovalHistory history = RemovalHistory.read(new RunFolder(bundle).reviewLog());
        for (Removal removal : history.state().removals()) {
            for (RemovedFile removed : removal.files()) {
                if (removed.path().equals(path) && removed.isRemovable() && isSame(removed, file)) {
                    return new PathResolver(bundle).resolve(path).status() == PathResolver.Status.MISSING;
                }
            }
        }
        return false;
    }

    /** Without a checksum, any file of the size could take the place of the one that was removed. */
    private static boolean isSame(RemovedFile removed, Path file) throws IOException {
        return removed.sha256() != null
                && Objects.equals(removed.bytes(), Files.size(file))
                && removed.sha256().equals(BundleChecksums.sha256(file));
    }

    /**
     * Moves the files of a complete copy into the bundle that lacks them, and writes restore lines. Removed files that
     * the bundle has already get their line too.
     *
     * @param copy folder of the copy on the outputs folder's file system; its files are moved
     * @param by who brings them
     * @return paths that are in the bundle again
     */
    public List<String> bringBack(String runPath, Path copy, String by) {
        List<String> back = new ArrayList<>();
        ledgers.append(layout.bundle(runPath), lines -> {
            RemovalHistory history = RemovalHistory.of(lines);
            List<String> restoring = new ArrayList<>();
            for (Removal removal : history.state().removals()) {
                List<String> paths = removal.files().stream()
                        .filter(RemovedFile::isRemovable)
                        .filter(file -> bringBack(runPath, copy, file))
                        .map(RemovedFile::path)
                        .toList();
                if (!paths.isEmpty()) {
                    restoring.add(RecordMapper.line(removal.restore(paths, by, now(), "from a copy of the bundle")));
                    back.addAll(paths);
                }
            }
            return restoring;
        });
        return back;
    }

    private boolean bringBack(String runPath, Path copy, RemovedFile removed) {
        PathResolver.Resolved here = new PathResolver(layout.bundle(runPath)).resolve(removed.path());
        try {
            if (here.isFile()) {
                return isSame(removed, here.path());
            }
            PathResolver.Resolved coming = new PathResolver(copy).resolve(removed.path());
            if (here.status() != PathResolver.Status.MISSING || !coming.isFile() || !isSame(removed, coming.path())) {
                return false;
            }
            DurableFiles.forceFile(coming.path());
            layout.store().add(coming.path(), runPath, removed.path());
            return true;
        } catch (IOException e) {
            throw StorageErrors.translate(e, removed.path() + " could not be brought back");
        }
    }

    private String now() {
        return LedgerTime.of(clock.instant());
    }
}
