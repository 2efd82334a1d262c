package io.runfolio.media.image;

/**
 * What a picture's header says, before anything is decoded.
 *
 * @param size of the canvas as stored
 * @param frames 1 for a still
 * @param bitDepth bits a sample
 * @param alpha whether some pixels may be transparent
 * @param truncated whether the file ends before its structure does
 * @param embedded what else it carries
 */
record ImageHeader(Size size, int frames, int bitDepth, boolean alpha, boolean truncated, Embedded embedded) {

    boolean animated() {
        return frames > 1;
    }

    /** Returns how the stored picture must be turned. */
    Orientation orientation() {
        return embedded.exif().map(ExifBlock::new).map(ExifBlock::orientation).orElse(Orientation.UPRIGHT);
    }

    Size displayed() {
        return orientation().displayed(size);
    }

    /** Returns canvas times frames. */
    long pixels() {
        return size.pixels() * frames;
    }
}
