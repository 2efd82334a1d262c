package io.runfolio.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
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
    /** A folder is locked right after it is made; one without lock is judged only when it is older. */
    private static final Duration JUDGED_AFTER = Duration.ofMinutes(1);

    private static Path ours;

    private ScratchFolder() {}

    /**
     * Returns the folder, which is made at the first call, or anew if it was cleared away.
     *
     * @throws StorageException if it cannot be made
     */
    public static synchronized Path get() {
        if (ours == null || !Files.isDirectory(ours, LinkOption.NOFOLLOW_LINKS)) {
            ours = make();
        }
        return ours;
    }

    /** Removes the folders of processes that are dead, as far as that can be done. */
    public static void sweep() {
        try {
            Path own = get();
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(own.getParent(), PREFIX + "*")) {
                for (Path folder : folders) {
                    if (!folder.equals(own) && isLeft(folder, own)) {
                        remove(folder);
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

    private static Path make() {
        try {
            Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
            Path folder = Files.createTempDirectory(temporary, PREFIX);
            folder.toFile().deleteOnExit(); // in the opposite order of these calls, and after all hooks
            Path alive = folder.resolve(ALIVE);
            alive.toFile().deleteOnExit();
            AliveLock.hold(alive);
            return folder;
        } catch (IOException e) {
            throw StorageErrors.translate(e, "No folder for temporary files can be made");
        }
    }

    private static boolean isLeft(Path folder, Path own) {
        try {
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                    || !Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(own))) {
                return false;
            }
            Path alive = folder.resolve(ALIVE);
            return Files.exists(alive, LinkOption.NOFOLLOW_LINKS)
                    ? !AliveLock.isHeld(alive)
                    : Files.getLastModifiedTime(folder)
                                    .compareTo(FileTime.from(Instant.now().minus(JUDGED_AFTER)))
                            < 0;
        } catch (IOException | StorageException e) {
            return false;
        }
    }
}
