package io.runfolio.coordination.log;

import io.runfolio.files.Checksums;
import io.runfolio.files.lock.Mutex;
import io.runfolio.files.lock.ProcessLock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Locks of names in a working copy, over all threads and processes of a host. The lock file is created with the first
 * of them. Two names share a lock with a chance of 1 in 2^62, so a thread must not ask for two at once. Thread-safe.
 */
public final class CopyLocks {
    private static final long POSITIONS = 1L << 62;

    private final Path file;

    /** @param file path of the lock file */
    public CopyLocks(Path file) {
        this.file = file;
    }

    /** Returns the lock of a name. */
    public Mutex of(String name) {
        return () -> ProcessLock.of(file).hold(position(name));
    }

    /** Takes the lock of a name unless another thread or process has it. */
    public Optional<Mutex.Held> tryHold(String name) {
        return ProcessLock.of(file).tryHold(position(name)).map(held -> held);
    }

    private static long position(String name) {
        byte[] hash = Checksums.newSha256().digest(name.getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.wrap(hash).getLong() & POSITIONS - 1;
    }
}
