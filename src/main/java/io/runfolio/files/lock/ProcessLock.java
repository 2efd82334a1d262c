package io.runfolio.files.lock;

import io.runfolio.files.InterruptedRunException;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageRoots;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Exclusive numbered locks in one lock file, over all threads and processes. A lock is a byte range of the file, so the
 * operating system releases it when its holder dies.
 *
 * <p>There is one channel per file and process, and it is never closed: closing any handle of a file releases every
 * lock that the process has on it. For the same reason locks are polled: an interrupt of a blocking wait would close
 * the channel.
 */
public final class ProcessLock {
    private static final long MIN_PAUSE_MICROS = 100;
    private static final long MAX_PAUSE_MICROS = 20_000;
    private static final Map<String, ProcessLock> OPEN = new ConcurrentHashMap<>();

    private final FileChannel channel;
    private final Map<Long, Turn> turns = new ConcurrentHashMap<>();
    /** Strong references to held locks, as the channel has weak ones only. */
    private final Set<Held> held = ConcurrentHashMap.newKeySet();

    private ProcessLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Returns the locks of a file, which is created if it is missing. */
    public static ProcessLock of(Path file) {
        synchronized (OPEN) {
            try {
                create(file);
                String identity = file.toRealPath() + " "
                        + Files.readAttributes(file, BasicFileAttributes.class).fileKey();
                ProcessLock known = OPEN.get(identity);
                if (known == null) {
                    known = new ProcessLock(FileChannel.open(file, StandardOpenOption.WRITE));
                    OPEN.put(identity, known);
                }
                return known;
            } catch (IOException e) {
                throw StorageErrors.translate(e, "The lock file " + file + " could not be opened");
            }
        }
    }

    /** Creates the file without opening an existing one: closing it would release this process's locks. */
    private static void create(Path file) throws IOException {
        StorageRoots.createFolders(file.getParent());
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException e) {
            return;
        }
    }

    /**
     * Acquires a lock, waiting until it is free. Not reentrant.
     *
     * @param position number of the lock, 0 or more
     * @throws InterruptedRunException if the thread was interrupted while it waited
     */
    public Held hold(long position) {
        Turn turn = turns.compute(position, (key, known) -> (known == null ? new Turn() : known).join());
        try {
            turn.gate.acquire();
        } catch (InterruptedException e) {
            leave(position);
            throw interrupted(e);
        }
        try {
            Held taken = new Held(this, position, turn, poll(position, 1));
            held.add(taken);
            return taken;
        } catch (IOException e) {
            turn.gate.release();
            leave(position);
            throw StorageErrors.translate(e, "A lock could not be acquired");
        } catch (InterruptedException e) {
            turn.gate.release();
            leave(position);
            throw interrupted(e);
        }
    }

    /** Acquires a lock if it is free; returns empty if it is not. Not reentrant. */
    public Optional<Held> tryHold(long position) {
        Turn turn = turns.compute(position, (key, known) -> (known == null ? new Turn() : known).join());
        if (!turn.gate.tryAcquire()) {
            leave(position);
            return Optional.empty();
        }
        FileLock lock = null;
        try {
            lock = attempt(position, 1);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A lock could not be acquired");
        } finally {
            if (lock == null) {
                turn.gate.release();
                leave(position);
            }
        }
        if (lock == null) {
            return Optional.empty();
        }
        Held taken = new Held(this, position, turn, lock);
        held.add(taken);
        return Optional.of(taken);
    }

    /**
     * Waits until all current holders of locks below a number have released them, in any process.
     *
     * @throws InterruptedRunException if the thread was interrupted while it waited
     */
    public void awaitIdle(long end) {
        try {
            poll(0, end).release();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The lock file could not be used");
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private FileLock poll(long position, long length) throws IOException, InterruptedException {
        long pause = MIN_PAUSE_MICROS;
        while (true) {
            FileLock lock = attempt(position, length);
            if (lock != null) {
                return lock;
            }
            TimeUnit.MICROSECONDS.sleep(pause);
            pause = Math.min(pause * 2, MAX_PAUSE_MICROS);
        }
    }

    private FileLock attempt(long position, long length) throws IOException {
        try {
            return channel.tryLock(position, length, false);
        } catch (OverlappingFileLockException e) {
            // a thread of this process holds part of the range
            return null;
        }
    }

    private void leave(long position) {
        turns.compute(position, (key, turn) -> turn == null || --turn.waiting == 0 ? null : turn);
    }

    private static InterruptedRunException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new InterruptedRunException("The worker was stopped while it waited for a lock", cause);
    }

    /** Queue of this process's threads for one lock. The first of them requests it from the operating system. */
    private static final class Turn {
        private final Semaphore gate = new Semaphore(1, true);
        private int waiting;

        private Turn join() {
            waiting++;
            return this;
        }
    }

    /** A held lock; any thread may close it. */
    public static final class Held implements Mutex.Held {
        private final ProcessLock owner;
        private final long position;
        private final Turn turn;
        private final FileLock lock;
        private boolean closed;

        private Held(ProcessLock owner, long position, Turn turn, FileLock lock) {
            this.owner = owner;
            this.position = position;
            this.turn = turn;
            this.lock = lock;
        }

        @Override
        public synchronized void close() {
            if (closed) {
                return;
            }
            closed = true;
            owner.held.remove(this);
            try {
                lock.release();
            } catch (IOException e) {
                throw StorageErrors.translate(e, "A lock could not be released");
            } finally {
                turn.gate.release();
                owner.leave(position);
            }
        }
    }
}
