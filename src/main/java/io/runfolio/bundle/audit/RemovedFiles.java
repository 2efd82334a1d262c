package io.runfolio.bundle.audit;

import io.runfolio.bundle.BundleChecksums;
import io.runfolio.bundle.RunFolder;
import io.runfolio.bundle.ledger.Removal;
import io.runfolio.bundle.ledger.RemovalHistory;
import io.runfolio.bundle.ledger.RemovalHistory.Place;
import io.runfolio.bundle.ledger.RemovedFile;
import io.runfolio.files.PathResolver;
import io.runfolio.files.RunfolioException;
import io.runfolio.files.StorageErrors;
import io.runfolio.run.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Files that a bundle's ledger names as removed, compared with the bundle and the trash. Read-only. */
public final class RemovedFiles {
    /** Code of a removed file that is still in the bundle. */
    public static final String PURGE_LEFT = "purge_left";
    /** Code of a restored file that is still in the trash. */
    public static final String RESTORE_LEFT = "restore_left";
    /** Code of a removal whose files this trash never had, such as that of an imported bundle. */
    public static final String NOT_IN_TRASH = "not_in_trash";

    /** Code of a file that the trash has lost. */
    public static final String TRASH_MISSING = "trash_missing";
    /** Code of a file in the trash that is not the one that was removed. */
    public static final String TRASH_DIFFERS = "trash_differs";

    private static final String CURE = "; the next sweep completes it: `runfolio trash sweep`";

    private final RemovalHistory history;
    private final PathResolver bundle;
    private final Path trash;
    private final Set<String> explained = new HashSet<>();
    private final List<Finding> findings = new ArrayList<>();

    private RemovedFiles(RemovalHistory history, Path bundle, Path trash) {
        this.history = history;
        this.bundle = new PathResolver(bundle);
        this.trash = trash;
    }

    /** Reads the ledger; one that is missing or cannot be read removes nothing. */
    static RemovedFiles of(RunFolder folder, Path trash) {
        RemovedFiles removed = new RemovedFiles(history(folder.reviewLog()), folder.root(), trash);
        removed.history.purged().values().forEach(removed::removal);
        return removed;
    }

    private static RemovalHistory history(Path ledger) {
        try {
            return RemovalHistory.read(ledger);
        } catch (RunfolioException e) {
            return RemovalHistory.of(List.of()); // the audit of the ledger reports it
        }
    }

    /** Returns whether the ledger says why the bundle does not have a file. */
    boolean isExplained(String path) {
        return explained.contains(path);
    }

    /** Returns unfinished removals and restores, and files that the trash lacks. */
    List<Finding> findings() {
        return List.copyOf(findings);
    }

    private void removal(Removal purged) {
        String id = purged.removalId();
        Map<Boolean, List<RemovedFile>> files = purged.files().stream()
                .filter(RemovedFile::isRemovable)
                .collect(Collectors.partitioningBy(file -> history.place(id, file.path()) == Place.BUNDLE));
        files.get(true).forEach(file -> restored(id, file));
        List<String> nowhere = new ArrayList<>();
        for (RemovedFile file : files.get(false)) {
            explained.add(file.path());
            boolean isTrash = history.place(id, file.path()) == Place.TRASH;
            PathResolver.Resolved there = bundle.resolve(file.path());
            if (there.isFile()
                    && history.state()
                            .removalOf(file.path())
                            .map(Removal::removalId)
                            .filter(id::equals)
                            .isPresent()) {
                findings.add(new Finding(
                        PURGE_LEFT,
                        there.path().toString(),
                        "The file was removed by " + id + " and is still in the bundle: "
                                + (isOurs(id)
                                        ? "`runfolio trash sweep` completes the removal"
                                        : "`runfolio restore` of its run keeps it, `runfolio purge` removes it")));
            } else if (isTrash && !inTrash(id, file)) {
                nowhere.add(file.path());
            }
        }
        if (!nowhere.isEmpty()) {
            missing(id, nowhere);
        }
    }

    private void restored(String id, RemovedFile file) {
        boolean isMissing = bundle.resolve(file.path()).status() == PathResolver.Status.MISSING;
        if (isMissing && trash(id).resolve(file.path()).isFile()) {
            explained.add(file.path());
            findings.add(new Finding(
                    RESTORE_LEFT,
                    trash(id).resolve(file.path()).path().toString(),
                    "The file was restored and is still in the trash" + CURE));
        }
    }

    private void missing(String id, List<String> paths) {
        String files = paths.get(0) + (paths.size() == 1 ? "" : " and " + (paths.size() - 1) + " more");
        findings.add(
                isOurs(id)
                        ? new Finding(
                                TRASH_MISSING,
                                trash.resolve(id).toString(),
                                "The trash has lost " + files + ", which could be restored")
                        : new Finding(
                                NOT_IN_TRASH,
                                bundle.resolve("ledger.jsonl").path().toString(),
                                files + " of " + id + " is in no trash here, and cannot be restored"));
    }

    private boolean isOurs(String id) {
        return Removal.isId(id) && Files.isDirectory(trash.resolve(id));
    }

    private boolean inTrash(String id, RemovedFile file) {
        PathResolver.Resolved found = trash(id).resolve(file.path());
        if (!found.isFile()) {
            return false;
        }
        try {
            boolean differs = file.bytes() != null && Files.size(found.path()) != file.bytes()
                    || file.sha256() != null && !file.sha256().equals(BundleChecksums.sha256(found.path()));
            if (differs) {
                findings.add(new Finding(
                        TRASH_DIFFERS,
                        found.path().toString(),
                        "The file in the trash is not the one that was removed"));
            }
        } catch (NoSuchFileException e) {
            return true; // restored or deleted meanwhile
        } catch (IOException e) {
            findings.add(new Finding(
                    "file_unreadable", found.path().toString(), "The file cannot be read: " + StorageErrors.reason(e)));
        }
        return true;
    }

    private PathResolver trash(String id) {
        return new PathResolver(trash.resolve(Removal.isId(id) ? id : "none"));
    }
}
