package io.runfolio.coordination;

import io.runfolio.files.lock.Mutex;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Locks that let one worker at a time process an event, over all threads and processes. A lock is freed when its holder
 * closes it or dies.
 */
public interface EventLocks {
    /** Returns the name of the lock under which a run is imported; no event id begins with NUL. */
    static String ofImport(String runId) {
        return "\0import " + runId;
    }

    /**
     * Waits until no one else processes an event. A thread must not ask for an event that it holds.
     *
     * @param eventId the event's identity
     * @return the lock that is held; any thread may close it
     * @throws io.runfolio.files.InterruptedRunException if the thread was interrupted while it waited
     * @throws io.runfolio.files.StorageException if the lock cannot be used
     */
    Mutex.Held hold(String eventId);

    /**
     * Takes the lock of an event if no one else processes it; the caller does not wait.
     *
     * @return the lock that is held; empty if it is not free
     * @throws io.runfolio.files.StorageException if the lock cannot be used
     */
    Optional<Mutex.Held> tryHold(String eventId);

    /** Does some work while no one else processes an event; it waits and fails as {@link #hold} does. */
    default <T> T with(String eventId, Supplier<T> work) {
        try (Mutex.Held held = hold(eventId)) {
            return work.get();
        }
    }
}
