package io.runfolio.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A sign of life: a lock on a file, which the system releases when the process ends, however it ends.
 *
 * <p>Every lock is registered until it is closed, so the garbage collector cannot close one whose object nobody keeps.
 * POSIX releases a process's lock on a file as soon as the process closes any handle of that file. Therefore files that
 * this process holds are never opened again, and all that opens one runs one after the other. Ages of files play no
 * part: the clock of a share may differ from ours. Safe for use by several threads.
 */
public final class AliveLock implements AutoCloseable {
    private static final Map<Path, AliveLock> HELD = new HashMap<>();

    /** Retries of a holder, as another process that asks for the lock also takes it for a moment. */
    private static final int MAX_TRIES = 100;

    private static final long PAUSE_MILLIS = 10;

    private final Path file;
    private final FileChannel channel;
    private final FileLock lock;
    private final Object fileKey;

    private AliveLock(Path file, FileChannel channel, FileLock lock, Object fileKey) {
        this.file = file;
        this.channel = channel;
        this.lock = lock;
        this.fileKey = fileKey;
    }

    /** Makes the file if need be and holds its lock until {@link #close()} or the end of the process. */
    public static AliveLock hold(Path file) {
        try {
            for (int i = 0; i < MAX_TRIES; i++) {
                AliveLock held = tryToHold(file);
                if (held != null) {
                    return held;
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
            throw new StorageException("Another process holds " + file + ", which bears the name of this worker", null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("The worker was told to stop while it started", e);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The lock file of this worker, " + file + ", cannot be used");
        }
    }

    /** Returns null if another process has the lock just now, or has just removed the file as a dead worker's. */
    private static AliveLock tryToHold(Path file) throws IOException {
        synchronized (HELD) {
            if (isOurs(file)) {
                throw new StorageException("This process holds " + file + " already", null);
            }
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null || !Files.exists(file)) {
                channel.close();
                return null;
            }
            Path key = key(file);
            AliveLock held = new AliveLock(key, channel, lock, fileKey(file));
            HELD.put(key, held);
            return held;
        }
    }

    /** Returns whether a process, this or another, holds the file's lock. */
    public static boolean isHeld(Path file) {
        synchronized (HELD) {
            if (isOurs(file)) {
                return true;
            }
            // Shared, so that a mere look needs no right to write.
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                return channel.tryLock(0, Long.MAX_VALUE, true) == null;
            } catch (OverlappingFileLockException | AccessDeniedException e) {
                return true; // another user's counts as held: nothing of it could be cleared
            } catch (NoSuchFileException e) {
                return false;
            } catch (IOException e) {
                throw StorageErrors.translate(e, "The lock file " + file + " of a worker cannot be read");
            }
        }
    }

    /** Work on what a dead worker left. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    /**
     * Does some work while the lock of a dead worker is held, so that the file cannot come to life meanwhile.
     *
     * @return whether the work was done; false if the worker lives, or its file is gone or another user's
     */
    static boolean ifDead(Path file, Work work) throws IOException {
        synchronized (HELD) {
            if (isOurs(file)) {
                return false;
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                if (channel.tryLock() == null) {
                    return false;
                }
                work.run();
                return true;
            } catch (OverlappingFileLockException | NoSuchFileException | AccessDeniedException e) {
                return false;
            }
        }
    }

    /**
     * Returns the files in a folder whose owners are dead. An owner locks its file right after making it, so a file
     * counts if it is without lock at two looks.
     *
     * @param suffix how the files' names end
     */
    public static List<Path> leftIn(Path folder, String suffix) {
        List<Path> dead =
                files(folder, suffix).stream().filter(file -> !isHeld(file)).toList();
        if (dead.isEmpty()) {
            return dead;
        }
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return dead.stream().filter(file -> Files.exists(file) && !isHeld(file)).toList();
    }

    /** Removes the files in a folder whose owners are dead. */
    public static void clear(Path folder, String suffix) {
        try {
            for (Path file : files(folder, suffix)) {
                ifDead(file, () -> Files.deleteIfExists(file));
            }
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A dead worker's lock file in " + folder + " cannot be removed");
        }
    }

    private static List<Path> files(Path folder, String suffix) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(suffix))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The lock files of workers in " + folder + " cannot be listed");
        }
    }

    @Override
    public void close() {
        synchronized (HELD) {
            if (!HELD.remove(file, this)) {
                return;
            }
            try {
                lock.release();
                channel.close();
            } catch (IOException e) {
                throw StorageErrors.translate(e, "The lock file " + file + " cannot be closed");
            }
        }
    }

    /** Looks at the file's identity too: it may be known by another path. */
    private static boolean isOurs(Path file) {
        if (HELD.containsKey(key(file))) {
            return true;
        }
        Object identity = fileKey(file);
        return identity != null && HELD.values().stream().anyMatch(held -> identity.equals(held.fileKey));
    }

    private static Object fileKey(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            return null; // it is not there
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
