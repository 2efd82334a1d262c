package io.runfolio.media.image;

import io.runfolio.media.image.pixel.Size;

/**
 * Memory that the work on a picture takes at its peak: its decoder, our samples, and the resampler.
 *
 * @param size size of the picture as stored
 * @param bytesPerPixel bytes per pixel of the decoder and the samples
 */
record DecodeMemory(Size size, int bytesPerPixel) {
    /** Bytes per pixel up to which a pixel counts as one of the budget. 100 megapixels thus fit 1 GB of heap. */
    private static final int BUDGET_BYTES_PER_PIXEL = 8;

    private static final long WEIGHTS_PER_LINE = 6;

    /**
     * Returns an estimate in bytes, rather too low than too high.
     *
     * <p>It is too high only for a PNG that is reduced while its rows are read, which the header does not show.
     */
    long bytes() {
        return size.pixels() * bytesPerPixel + resamplingBytes();
    }

    /** Returns how many pixels of the budget the picture counts for: at least its own. */
    long budgetPixels() {
        return size.pixels() * Math.max(BUDGET_BYTES_PER_PIXEL, bytesPerPixel) / BUDGET_BYTES_PER_PIXEL
                + resamplingBytes() / BUDGET_BYTES_PER_PIXEL;
    }

    /** Returns the bytes of the weights for each column and row of the source, and of a row of floats. */
    private long resamplingBytes() {
        return WEIGHTS_PER_LINE * Float.BYTES * (size.width() + size.height()) + 4L * Float.BYTES * size.width();
    }
}
