package io.runfolio.media.image.format;

import io.runfolio.media.image.pixel.Size;

/**
 * Reduction that a decoder may apply where that saves time or memory.
 *
 * @param factor divisor of width and height: 1, 2, 4 or 8
 * @param least size to which rows may be resampled while they are read
 */
public record Reduction(int factor, Size least) {
    /** Decoding at full size. */
    public static final Reduction NONE = by(1);

    public static Reduction by(int factor) {
        return new Reduction(factor, new Size(Integer.MAX_VALUE, Integer.MAX_VALUE));
    }
}
