package io.runfolio.coordination.folder;

import io.runfolio.coordination.EventLocks;
import io.runfolio.files.Checksums;
import io.runfolio.files.lock.Mutex;
import io.runfolio.files.lock.ProcessLock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** Locks in one file, which is created when the first of them is asked for. Safe for use by several threads. */
final class LockFile implements EventLocks {
    /** Number of positions that names are mapped to. */
    private static final long POSITIONS = 1L << 62;

    private final Path file;
    private volatile ProcessLock open;

    LockFile(Path file) {
        this.file = file;
    }

    /** Returns the lock at a position, 0 or more. */
    Mutex at(long position) {
        return () -> open().hold(position);
    }

    /** Returns the lock of a name. Two names share one with a chance of 1 in 2^62; their holders then wait. */
    Mutex of(String name) {
        return at(positionOf(name));
    }

    @Override
    public Mutex.Held hold(String name) {
        return of(name).hold();
    }

    @Override
    public Optional<Mutex.Held> tryHold(String name) {
        return tryHold(positionOf(name));
    }

    /** Takes the lock at a position if it is free. */
    Optional<Mutex.Held> tryHold(long position) {
        return open().tryHold(position).map(held -> held);
    }

    private static long positionOf(String name) {
        byte[] hash = Checksums.newSha256().digest(name.getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.wrap(hash).getLong() & POSITIONS - 1;
    }

    /** Waits for a moment at which no process holds the lock of a name. */
    void awaitIdle() {
        open().awaitIdle(POSITIONS);
    }

    private ProcessLock open() {
        ProcessLock known = open;
        if (known == null) {
            known = ProcessLock.of(file);
            open = known;
        }
        return known;
    }
}
