package io.runfolio.index;

import io.runfolio.run.InterruptedRunException;
import io.runfolio.run.StorageErrors;
import io.runfolio.run.StorageRoots;
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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Any number of exclusive locks, each a number, over all threads and all processes that name the same lock file. A lock is a byte range of the file, so the operating system frees it when its holder
 * dies.
 *
 * <p>There is one channel a file and process, and it is never closed: closing any handle of a file frees every lock that the process has on it. For the same reason locks are polled for: a thread
 * interrupted in a blocking wait would close the channel.
 */
final class ProcessLock {
    private static final long FIRST_PAUSE_MICROS = 100;
    private static final long LONGEST_PAUSE_MICROS = 20_000;
    private static final Map<String, ProcessLock> OPEN = new ConcurrentHashMap<>();

    private final FileChannel channel;
    private final Map<Long, Turn> turns = new ConcurrentHashMap<>();
    /** Refers to what is held, as the channel knows its locks by weak references only. */
    private final Set<Held> held = ConcurrentHashMap.newKeySet();

    private ProcessLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Returns the locks of that file, which is made if it is missing. */
    static ProcessLock of(Path file) {
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

    /** Makes the file without opening one that is there: to close it again would free this process's locks. */
    private static void create(Path file) throws IOException {
        StorageRoots.createFolders(file.getParent());
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException e) {
            return;
        }
    }

    /**
     * Waits until a lock is free and takes it. A thread must not ask for one that it holds.
     *
     * @param position which lock, 0 or more
     * @throws InterruptedRunException if the thread was told to stop while it waited
     */
    Held hold(long position) {
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
            throw StorageErrors.translate(e, "A lock could not be taken");
        } catch (InterruptedException e) {
            turn.gate.release();
            leave(position);
            throw interrupted(e);
        }
    }

    /** Does some work while a lock is held. */
    <T> T with(long position, Supplier<T> work) {
        Held held = hold(position);
        try {
            return work.get();
        } finally {
            held.close();
        }
    }

    /**
     * Waits for a moment at which nobody, in any process, holds a lock below a number: all who hold one now are done then.
     *
     * @throws InterruptedRunException if the thread was told to stop while it waited
     */
    void settle(long end) {
        try {
            poll(0, end).release();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The holders of locks could not be waited for");
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private FileLock poll(long position, long length) throws IOException, InterruptedException {
        long pause = FIRST_PAUSE_MICROS;
        while (true) {
            FileLock lock = attempt(position, length);
            if (lock != null) {
                return lock;
            }
            TimeUnit.MICROSECONDS.sleep(pause);
            pause = Math.min(pause * 2, LONGEST_PAUSE_MICROS);
        }
    }

    private FileLock attempt(long position, long length) throws IOException {
        try {
            return channel.tryLock(position, length, false);
        } catch (OverlappingFileLockException e) {
            // a thread of this process has some of it
            return null;
        }
    }

    private void leave(long position) {
        turns.compute(position, (key, turn) -> turn == null || --turn.waiting == 0 ? null : turn);
    }

    private static InterruptedRunException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new InterruptedRunException("The worker was told to stop while it waited for its turn.", cause);
    }

    /** Threads of this process that want one lock: they queue here, and the first of them asks the operating system. */
    private static final class Turn {
        private final Semaphore gate = new Semaphore(1, true);
        private int waiting;

        private Turn join() {
            waiting++;
            return this;
        }
    }

    /** A lock that is held, by whichever thread closes it. */
    static final class Held implements AutoCloseable {
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
                throw StorageErrors.translate(e, "A lock could not be given back");
            } finally {
                turn.gate.release();
                owner.leave(position);
            }
        }
    }
}
