package io.runfolio.work;

import io.runfolio.files.RunfolioException;

/** Thrown when the heap was exhausted during a run. The attempt counts, and the process should be restarted. */
public final class HeapExhaustedException extends RunfolioException {
    public HeapExhaustedException(OutOfMemoryError cause) {
        super(
                "The heap is exhausted: give the worker more (-Xmx), or lower runfolio.image.max-megapixels-in-flight",
                cause);
    }
}
