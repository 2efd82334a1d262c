package io.runfolio.media.image;

import io.runfolio.media.SniffedType.Format;

/** How much memory the decoding of a picture takes at its peak: what its decoder holds, and our samples beside it. */
final class Footprint {
    /** A pixel that costs no more than this counts as one pixel of the budget, so that 100 megapixels fit 1 GB of heap. */
    private static final int BYTES_A_PIXEL = 8;

    private Footprint() {}

    /** Returns an estimate in bytes, rather too low than too high; too high for a PNG that is reduced while its rows come in, which the header does not tell. */
    static long bytes(ImageHeader header, Format format) {
        return header.size().pixels() * bytesAPixel(header, format) + resizing(header.size());
    }

    /** Returns how many pixels of the budget a picture counts for: at least its own. */
    static long pixels(ImageHeader header, Format format) {
        return header.size().pixels() * Math.max(BYTES_A_PIXEL, bytesAPixel(header, format)) / BYTES_A_PIXEL
                + resizing(header.size()) / BYTES_A_PIXEL;
    }

    /** Returns the bytes of the resampler's weights, six for each column and row of the source, and of a row of floats. */
    private static long resizing(Size size) {
        return 6L * Float.BYTES * (size.width() + size.height()) + 4L * Float.BYTES * size.width();
    }

    private static int bytesAPixel(ImageHeader header, Format format) {
        int ours = header.alpha() ? 4 : 3;
        if (header.animated()) {
            return 3 * 4; // the canvas, the frame, and the canvas as shown
        }
        return switch (format) {
            case PNG -> ours;
            case WEBP -> 4 + ours;
            case GIF -> 3 * 4;
            case JPEG -> 3 + ours;
            // rows of whole samples, which the readers give as they are
            default -> ours * Math.max(1, (header.bitDepth() + 7) / 8) + ours;
        };
    }
}
