package io.runfolio.media.image;

import io.runfolio.files.InterruptedRunException;
import io.runfolio.media.WorkDeadline;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Limits the megapixels that are decoded at once, in order of arrival.
 *
 * <p>A picture larger than the whole budget waits until it is alone. Thread-safe.
 */
final class PixelBudget {
    private static final long MEGAPIXEL = 1_000_000;

    private final int megapixels;
    private final Semaphore free;

    PixelBudget(int megapixels) {
        this.megapixels = megapixels;
        this.free = new Semaphore(megapixels, true);
    }

    /**
     * Runs work once there is room for its pixels.
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
            throw new InterruptedRunException("Interrupted while a picture waited for the pixel budget", e);
        }
        WorkDeadline.extend(System.nanoTime() - start);
        try {
            return work.get();
        } finally {
            free.release(share);
        }
    }
}
