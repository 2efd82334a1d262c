package io.runfolio.coordination.postgres;

import io.runfolio.files.StorageException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Questions that anyone may cause, such as by a forged cookie. After one that the database did not answer, one at a
 * time asks again, at most once a second, and others fail at once. So an outage does not fill the threads of a server
 * with requests that wait. Thread-safe.
 */
final class FailFast {
    private static final long PAUSE_NANOS = 1_000_000_000;

    private final AtomicBoolean isTriedAgain = new AtomicBoolean();
    private volatile boolean hasFailed;
    private volatile long failedAt;

    /** @throws StorageException if the database does not answer, or did not a moment ago */
    <T> T ask(Supplier<T> question) {
        check();
        boolean isTrial = hasFailed;
        if (isTrial && !isTriedAgain.compareAndSet(false, true)) {
            throw failure();
        }
        try {
            T answer = question.get();
            hasFailed = false;
            return answer;
        } catch (StorageException e) {
            failedAt = System.nanoTime();
            hasFailed = true;
            throw e;
        } finally {
            if (isTrial) {
                isTriedAgain.set(false);
            }
        }
    }

    /** @throws StorageException if {@link #ask} would fail without asking */
    void check() {
        if (hasFailed && (isTriedAgain.get() || System.nanoTime() - failedAt < PAUSE_NANOS)) {
            throw failure();
        }
    }

    private static StorageException failure() {
        return new StorageException("The database that coordinates the workers did not answer a moment ago.", null);
    }
}
