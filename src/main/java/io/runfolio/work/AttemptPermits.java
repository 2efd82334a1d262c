package io.runfolio.work;

import io.runfolio.files.InterruptedRunException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Permits for attempts: a last attempt runs alone, all others run side by side.
 *
 * <p>An event that exhausts the heap or kills the process costs every event in progress an attempt; alone, an innocent
 * one succeeds. Permits are granted in the order of requests, so that neither kind starves.
 */
public final class AttemptPermits {
    private static final int ALL = 1 << 16;

    private final Semaphore permits = new Semaphore(ALL, true);

    /** Permit that closing returns. */
    public interface Permit extends AutoCloseable {
        @Override
        void close();
    }

    /** Waits for one permit, or for all of them. */
    public Permit acquire(boolean alone) {
        int wanted = alone ? ALL : 1;
        try {
            permits.acquire(wanted);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("The worker is stopping", e);
        }
        AtomicBoolean held = new AtomicBoolean(true);
        return () -> {
            if (held.getAndSet(false)) {
                permits.release(wanted);
            }
        };
    }
}
