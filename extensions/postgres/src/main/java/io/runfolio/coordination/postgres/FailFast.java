package io.runfolio.coordination.postgres;

import io.runfolio.files.StorageException;
import java.util.function.Supplier;

/**
 * Questions that anyone may cause, such as by a forged cookie. After one that the database did not answer, others fail
 * at once for a second, so that an outage does not fill the threads of a server with requests that wait. Thread-safe.
 */
final class FailFast {
    private static final long PAUSE_NANOS = 1_000_000_000;

    private volatile boolean hasFailed;
    private volatile long failedAt;

    /** @throws StorageException if the database does not answer, or did not a moment ago */
    <T> T ask(Supplier<T> question) {
        if (hasFailed && System.nanoTime() - failedAt < PAUSE_NANOS) {
            throw new StorageException("The database that coordinates the workers did not answer a moment ago.", null);
        }
        try {
            T answer = question.get();
            hasFailed = false;
            return answer;
        } catch (StorageException e) {
            failedAt = System.nanoTime();
            hasFailed = true;
            throw e;
        }
    }
}
