package io.runfolio.flow;

import io.runfolio.run.InterruptedRunException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets a last attempt run alone. An event that uses up the heap, or ends the process otherwise, takes all events under way with it, and their attempts count; alone, an innocent one gets through. Turns come
 * in the order they are asked for, so that neither kind starves.
 */
final class Turns {
    private static final int ALL = 1 << 16;

    private final Semaphore places = new Semaphore(ALL, true);

    /** A place that was taken; closing gives it back. */
    interface Turn extends AutoCloseable {
        @Override
        void close();
    }

    /** Waits for a place beside others, or for all of them. */
    Turn take(boolean alone) {
        int wanted = alone ? ALL : 1;
        try {
            places.acquire(wanted);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("The worker is stopping", e);
        }
        AtomicBoolean held = new AtomicBoolean(true);
        return () -> {
            if (held.getAndSet(false)) {
                places.release(wanted);
            }
        };
    }
}
