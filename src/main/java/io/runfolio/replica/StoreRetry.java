package io.runfolio.replica;

import io.runfolio.files.InterruptedRunException;
import io.runfolio.files.StorageException;
import io.runfolio.store.object.ObjectStoreException;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repeats requests for a limited time while the object store does not answer. */
final class StoreRetry {
    private static final Logger LOG = LoggerFactory.getLogger(StoreRetry.class);
    private static final Duration MAX_WAIT = Duration.ofSeconds(60);
    private static final long PAUSE_MILLIS = 1_000;

    private final Duration maxWait;

    StoreRetry() {
        this(MAX_WAIT);
    }

    /** @param maxWait time from the first failure until the last repetition begins */
    StoreRetry(Duration maxWait) {
        this.maxWait = maxWait;
    }

    /**
     * Returns the result of a request that can be repeated.
     *
     * @param what what cannot be done, as the beginning of a sentence
     * @throws StorageException if the store does not answer for too long, or refuses
     * @throws DamagedObjectException if the object is missing
     */
    <T> T call(String what, Supplier<T> request) {
        long end = System.nanoTime() + maxWait.toNanos();
        while (true) {
            try {
                return request.get();
            } catch (ObjectStoreException e) {
                if (e.kind() == ObjectStoreException.Cause.MISSING) {
                    throw new DamagedObjectException(what + ": " + e.getMessage(), e);
                }
                if (e.kind() != ObjectStoreException.Cause.UNAVAILABLE || System.nanoTime() > end) {
                    throw new StorageException(what + ": " + e.getMessage(), e);
                }
                LOG.warn("{}, and is tried again: {}", what, e.getMessage());
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("Interrupted while waiting for the object store", e);
        }
    }
}
