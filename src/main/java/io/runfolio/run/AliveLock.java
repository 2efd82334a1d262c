package io.runfolio.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A sign of life: a lock on a file, which the system lets go of when the process ends, however it ends.
 *
 * <p>POSIX drops a process's lock on a file as soon as any of its channels to that file is closed; so locks that this process holds are known in memory and never probed.
 */
public final class AliveLock implements AutoCloseable {
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private static final Duration JUDGED_AFTER = Duration.ofMinutes(1);

    private final Path file;
    private final FileChannel channel;

    private AliveLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Makes the file if need be and holds its lock until {@link #close()} or the end of the process. */
    public static AliveLock hold(Path file) {
        Path key = key(file);
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw new StorageException("Another process holds the name of this worker", null);
            }
            HELD_HERE.add(key);
            return new AliveLock(key, channel);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A worker's sign of life cannot be set up");
        }
    }

    /** Returns whether a process, this or another, holds the file's lock. */
    public static boolean isHeld(Path file) {
        if (HELD_HERE.contains(key(file))) {
            return true;
        }
        // shared, so that whoever only looks needs no right to write
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true);
            return lock == null;
        } catch (OverlappingFileLockException e) {
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A worker's sign of life cannot be read");
        }
    }

    /**
     * Returns the signs of life in a folder whose owners are dead. A file is locked right after it is made, so one that is younger than a minute is not judged.
     *
     * @param suffix how the files' names end
     */
    public static List<Path> leftIn(Path folder, String suffix) {
        FileTime recently = FileTime.from(Instant.now().minus(JUDGED_AFTER));
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> old = files.filter(file -> file.getFileName().toString().endsWith(suffix))
                    .filter(file -> isOlder(file, recently))
                    .sorted()
                    .toList();
            return old.stream().filter(file -> !isHeld(file)).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The workers' signs of life cannot be listed");
        }
    }

    /** Removes what {@link #leftIn} returns. */
    public static void clear(Path folder, String suffix) {
        try {
            for (Path file : leftIn(folder, suffix)) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A dead worker's sign of life cannot be removed");
        }
    }

    private static boolean isOlder(Path file, FileTime than) {
        try {
            return Files.getLastModifiedTime(file).compareTo(than) < 0;
        } catch (IOException e) {
            return false; // its owner has just let go of it
        }
    }

    @Override
    public void close() {
        HELD_HERE.remove(file);
        try {
            channel.close();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A worker's sign of life cannot be let go of");
        }
    }

    private static Path key(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        try {
            Path folder = absolute.getParent();
            return Files.exists(folder) ? folder.toRealPath().resolve(absolute.getFileName()) : absolute;
        } catch (IOException e) {
            return absolute;
        }
    }
}
