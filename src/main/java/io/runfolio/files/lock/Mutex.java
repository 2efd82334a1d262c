package io.runfolio.files.lock;

import java.util.function.Supplier;

/** An exclusive lock over all threads and processes. A thread must not ask for one that it holds. */
public interface Mutex {
    /**
     * Waits until the lock is free and takes it.
     *
     * @return the lock that is held; any thread may close it
     * @throws InterruptedRunException if the thread was interrupted while it waited
     * @throws StorageException if the lock cannot be used
     */
    Held hold();

    /** Does some work while the lock is held; it waits and fails as {@link #hold} does. */
    default <T> T with(Supplier<T> work) {
        try (Held held = hold()) {
            return work.get();
        }
    }

    /** A lock that is held until it is closed. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }
}
