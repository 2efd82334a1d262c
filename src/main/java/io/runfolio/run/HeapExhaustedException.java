package io.runfolio.run;

/** The heap was used up in the middle of a run. What is in memory is not to be trusted; what is on disk is, and the attempt counts. */
public final class HeapExhaustedException extends RunfolioException {
    public HeapExhaustedException(OutOfMemoryError cause) {
        super(
                "The heap is used up: give the worker more (-Xmx), or lower runfolio.image.max-megapixels-in-flight",
                cause);
    }
}
