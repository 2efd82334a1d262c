package io.runfolio.files;

import io.runfolio.files.lock.AliveLock;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * The process's own folder for temporary files, below {@code java.io.tmpdir}. It is deleted when the process ends; the
 * next process deletes that of a killed one.
 *
 * <p>Its name is random and only its owner may enter, so that no other user can plant files in it. A lock in it shows
 * that its process is alive.
 */
public final class ScratchFolder {
    private static final String PREFIX = "runfolio-scratch-";
    private static final String ALIVE = ".alive";
    /** Another process's sweep may delete a folder that is not locked yet. */
    private static final int MAX_TRIES = 5;

    private static Path ours;
    private static AliveLock alive;

    private ScratchFolder() {}

    /**
     * Returns the folder, which is created at the first call and whenever it is missing.
     *
     * @throws StorageException if it cannot be created
     */
    public static synchronized Path get() {
        if (ours == null || !Files.isDirectory(ours, LinkOption.NOFOLLOW_LINKS)) {
            if (alive != null) {
                alive.close();
            }
            make();
        }
        return ours;
    }

    /** Deletes the folders of dead processes as far as possible. */
    public static void sweep() {
        try {
            Path own = get();
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(own.getParent(), PREFIX + "*")) {
                for (Path folder : folders) {
                    if (!folder.equals(own) && isOurUsers(folder, own)) {
                        removeIfDead(folder);
                    }
                }
            }
        } catch (IOException | RunfolioException e) {
            return; // users of the folder report it; the next sweep tries again
        }
    }

    private static void make() {
        for (int i = 1; ours == null || !Files.isDirectory(ours, LinkOption.NOFOLLOW_LINKS); i++) {
            try {
                Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
                Path folder = Files.createTempDirectory(temporary, PREFIX);
                folder.toFile().deleteOnExit(); // deleted in reverse order of these calls, after all shutdown hooks
                folder.resolve(ALIVE).toFile().deleteOnExit();
                hold(folder, i == MAX_TRIES);
            } catch (IOException e) {
                throw StorageErrors.translate(e, "A folder for temporary files could not be created");
            }
        }
    }

    private static void hold(Path folder, boolean last) {
        try {
            alive = AliveLock.hold(folder.resolve(ALIVE));
            ours = folder;
        } catch (StorageException e) {
            if (last || Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    private static boolean isOurUsers(Path folder, Path own) throws IOException {
        return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(own));
    }

    private static void removeIfDead(Path folder) {
        Path lock = folder.resolve(ALIVE);
        Path aside = folder.resolveSibling(folder.getFileName() + "-dead");
        try {
            if (AliveLock.runIfDead(lock, () -> DurableFiles.moveAtomically(folder, aside))) {
                DurableFiles.tryDeleteTree(aside);
            } else if (Files.notExists(lock, LinkOption.NOFOLLOW_LINKS)) {
                // only an empty folder is deleted: its process creates another one if it was about to lock it
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            return; // it belongs to another user or is in use; the next sweep tries again
        }
    }
}
