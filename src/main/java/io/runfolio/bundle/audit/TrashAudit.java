package io.runfolio.bundle.audit;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.RunFolder;
import io.runfolio.bundle.ledger.Removal;
import io.runfolio.bundle.ledger.RemovalHistory;
import io.runfolio.files.RunfolioException;
import io.runfolio.files.StorageErrors;
import io.runfolio.run.Finding;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Checks the trash for folders that no bundle explains. Read-only. */
public final class TrashAudit {
    /** Code of a folder in the trash that a killed process left. */
    public static final String TRASH_LEFT = "trash_left";

    private TrashAudit() {}

    static List<Finding> check(BundleLayout layout) {
        List<Finding> findings = new ArrayList<>();
        for (Path day : folders(layout.trash())) {
            for (Path run : folders(day)) {
                Path bundle =
                        layout.bundle(layout.trash().relativize(run).toString().replace('\\', '/'));
                if (BundleReader.isBundle(bundle)) {
                    removals(run, bundle, findings);
                } else {
                    findings.add(new Finding(
                            "trash_stray",
                            run.toString(),
                            "The trash has files of a bundle that is not there: bring the bundle back, or delete"
                                    + " this folder"));
                }
            }
        }
        return findings;
    }

    private static void removals(Path run, Path bundle, List<Finding> findings) {
        RemovalHistory history;
        try {
            history = RemovalHistory.read(new RunFolder(bundle).reviewLog());
        } catch (RunfolioException e) {
            return; // the audit of the bundle reports it
        }
        for (Path folder : folders(run)) {
            String id = folder.getFileName().toString();
            boolean isOpen = history.state()
                    .removal(id)
                    .filter(removal -> !removal.isDeleted())
                    .isPresent();
            if (!Removal.isId(id) || !history.purged().containsKey(id)) {
                findings.add(
                        isEmpty(folder)
                                ? new Finding(TRASH_LEFT, folder.toString(), "A removal was not begun")
                                : new Finding(
                                        "trash_stray",
                                        folder.toString(),
                                        "The trash has files that no ledger names: move them back or delete them"));
            } else if (!isOpen) {
                findings.add(new Finding(
                        TRASH_LEFT,
                        folder.toString(),
                        "A removal or restore is not complete: `runfolio trash sweep` completes it"));
            }
        }
    }

    private static boolean isEmpty(Path folder) {
        return folders(folder).isEmpty() && files(folder) == 0;
    }

    private static int files(Path folder) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            int files = 0;
            for (Path entry : entries) {
                files += Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS) ? 0 : 1;
            }
            return files;
        } catch (IOException e) {
            throw StorageErrors.translate(e, folder + " could not be read");
        }
    }

    private static List<Path> folders(Path folder) {
        List<Path> folders = new ArrayList<>();
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return folders;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    folders.add(entry);
                }
            }
        } catch (IOException e) {
            throw StorageErrors.translate(e, folder + " could not be read");
        }
        folders.sort(null);
        return folders;
    }
}
