package io.runfolio.media.image;

import io.runfolio.media.WorkDeadline;
import io.runfolio.run.InterruptedRunException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Megapixels under way at once: who comes first is served first, and a picture larger than the whole budget waits until it is alone. */
final class PixelBudget {
    private static final long MEGAPIXEL = 1_000_000;

    private final int megapixels;
    private final Semaphore free;

    PixelBudget(int megapixels) {
        this.megapixels = megapixels;
        this.free = new Semaphore(megapixels, true);
    }

    /**
     * Does work on a number of pixels once there is room for them.
     *
     * @throws InterruptedRunException if the thread is interrupted while it waits
     */
    <T> T within(long pixels, Supplier<T> work) {
        int share = (int) Math.min(megapixels, Math.max(1, (pixels + MEGAPIXEL - 1) / MEGAPIXEL));
        long start = System.nanoTime();
        try {
            free.acquire(share);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("Stopped while a picture waited for its turn", e);
        }
        WorkDeadline.exclude(System.nanoTime() - start);
        try {
            return work.get();
        } finally {
            free.release(share);
        }
    }
}
