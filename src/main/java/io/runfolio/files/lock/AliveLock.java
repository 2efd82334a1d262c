package io.runfolio.files.lock;

import io.runfolio.files.InterruptedRunException;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageException;
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
 * A lock on a file that shows that a process is alive. The system releases it when the process ends.
 *
 * <p>Every lock is registered until it is closed, so that the garbage collector cannot close an unreferenced one. POSIX
 * releases a process's lock on a file as soon as the process closes any handle of that file. Therefore files that this
 * process holds are never opened again, and all opening is serialized. File times are not used, as the clock of a share
 * may differ from the local one. Thread-safe.
 */
public final class AliveLock implements AutoCloseable {
    private static final Map<Path, AliveLock> HELD = new HashMap<>();

    /** Retries of {@link #hold}, as another process that tests the lock takes it for a moment. */
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

    /** Creates the file if it is missing and holds its lock until {@link #close()} or the end of the process. */
    public static AliveLock hold(Path file) {
        try {
            for (int i = 0; i < MAX_TRIES; i++) {
                AliveLock held = tryToHold(file);
                if (held != null) {
                    return held;
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
            throw new StorageException(
                    "Another process holds " + file + ": start this worker under another name", null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("The worker was stopped during its start", e);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The lock file of this worker, " + file + ", cannot be used");
        }
    }

    /** Returns null if another process has the lock, or has just removed the file as a dead worker's. */
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

    /** Returns whether any process holds the file's lock. */
    public static boolean isHeld(Path file) {
        synchronized (HELD) {
            if (isOurs(file)) {
                return true;
            }
            // a shared lock needs no permission to write
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                return channel.tryLock(0, Long.MAX_VALUE, true) == null;
            } catch (OverlappingFileLockException | AccessDeniedException e) {
                return true; // a lock of another user counts as held, as its files could not be deleted
            } catch (NoSuchFileException e) {
                return false;
            } catch (IOException e) {
                throw StorageErrors.translate(e, "The lock file " + file + " of a worker cannot be read");
            }
        }
    }

    /** Work on leftovers of a dead worker. */
    @FunctionalInterface
    public interface Work {
        void run() throws IOException;
    }

    /**
     * Holds the lock of a dead worker during some work, so that no process can take it meanwhile.
     *
     * @return whether the work was done; false if the worker lives, or its file is gone or another user's
     */
    public static boolean runIfDead(Path file, Work work) throws IOException {
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
     * Returns the files in a folder whose owners are dead. An owner locks its file right after creating it, so a file
     * must be unlocked at two checks.
     *
     * @param suffix how the files' names end
     */
    public static List<Path> orphans(Path folder, String suffix) {
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
    public static void removeOrphans(Path folder, String suffix) {
        try {
            for (Path file : files(folder, suffix)) {
                runIfDead(file, () -> Files.deleteIfExists(file));
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

    /** Compares the file's identity as well, as another path may lead to it. */
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
