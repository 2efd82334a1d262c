package io.runfolio.index;

import io.runfolio.bundle.BundleLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * Lets one worker at a time work on an event, over all threads and processes that share the outputs folder. A lock is gone when its holder closes it or dies. Two events share one with a chance of 1 in
 * 2^62; they then only wait for each other.
 */
public final class EventLocks {
    private final ProcessLock locks;

    /** Opens the lock file below the outputs folder, and makes it if it is missing. */
    public EventLocks(BundleLayout layout) {
        locks = IndexLocks.events(layout);
    }

    /**
     * Waits until no one else works on an event. A thread must not ask for an event that it holds.
     *
     * @param eventId the event's identity
     * @return what to close, from any thread, when the work is done
     * @throws io.runfolio.run.InterruptedRunException if the thread was told to stop while it waited
     * @throws io.runfolio.run.StorageException if the lock file cannot be used
     */
    public EventLock hold(String eventId) {
        ProcessLock.Held held = locks.hold(position(eventId));
        return held::close;
    }

    /** Does some work while no one else works on an event; it waits and fails as {@link #hold} does. */
    public <T> T with(String eventId, Supplier<T> work) {
        return locks.with(position(eventId), work);
    }

    private static long position(String eventId) {
        byte[] hash = KeyTable.sha256().digest(eventId.getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.wrap(hash).getLong() & (1L << 62) - 1;
    }

    /** An event that no one else works on. */
    public interface EventLock extends AutoCloseable {
        @Override
        void close();
    }
}
