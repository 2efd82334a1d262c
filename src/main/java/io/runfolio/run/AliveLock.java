package io.runfolio.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A sign of life: a lock on a file, which the system lets go of when the process ends, however it ends.
 *
 * <p>POSIX drops a process's lock on a file as soon as any of its channels to that file is closed; so locks that this process holds are known in memory and never probed.
 */
public final class AliveLock implements AutoCloseable {
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

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
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            FileLock lock = channel.tryLock();
            return lock == null;
        } catch (OverlappingFileLockException e) {
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A worker's sign of life cannot be read");
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
