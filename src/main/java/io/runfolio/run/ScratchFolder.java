package io.runfolio.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * This process's own folder for temporary files, below {@code java.io.tmpdir}. It is gone when the process ends; what a killed one left is removed by the next.
 *
 * <p>Its name is random and only its owner may enter, so nobody else can put files there for us to load. A lock in it tells whether its process lives.
 */
public final class ScratchFolder {
    private static final String PREFIX = "runfolio-scratch-";
    private static final String ALIVE = ".alive";
    /** Another process's sweep may take a folder away that is not locked yet. */
    private static final int MAX_TRIES = 5;

    private static Path ours;
    private static AliveLock alive;

    private ScratchFolder() {}

    /**
     * Returns the folder, which is made at the first call, or anew if it was cleared away.
     *
     * @throws StorageException if it cannot be made
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

    /** Removes the folders of processes that are dead, as far as that can be done. */
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
            return; // what needs the folder will say so; another sweep will come
        }
    }

    /** Removes a folder and all below it, as far as that can be done. */
    public static void remove(Path folder) {
        try (Stream<Path> walk = Files.walk(folder)) {
            List<Path> all = walk.sorted(Comparator.reverseOrder()).toList();
            for (Path path : all) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            return; // the next sweep may do it
        }
    }

    private static void make() {
        for (int i = 1; ours == null || !Files.isDirectory(ours, LinkOption.NOFOLLOW_LINKS); i++) {
            try {
                Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
                Path folder = Files.createTempDirectory(temporary, PREFIX);
                folder.toFile().deleteOnExit(); // in the opposite order of these calls, and after all hooks
                folder.resolve(ALIVE).toFile().deleteOnExit();
                hold(folder, i == MAX_TRIES);
            } catch (IOException e) {
                throw StorageErrors.translate(e, "No folder for temporary files can be made");
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
            if (AliveLock.ifDead(lock, () -> Files.move(folder, aside, StandardCopyOption.ATOMIC_MOVE))) {
                remove(aside);
            } else if (Files.notExists(lock, LinkOption.NOFOLLOW_LINKS)) {
                // Only an empty one goes: its process makes another if it was about to lock it.
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            return; // it is another's, or in use; a later sweep may do it
        }
    }
}
