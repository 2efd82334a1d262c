package io.runfolio.media.image.foreign;

import io.runfolio.media.ByteSource;
import io.runfolio.media.image.pixel.Size;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Sizes in files of AVIF, HEIC and JPEG 2000, searched for anywhere in the head of the file.
 *
 * <p>Box {@code ispe} of HEIF: ISO/IEC 23008-12, section 6.5.3; box {@code ihdr} and marker SIZ of JPEG 2000: ISO/IEC
 * 15444-1, sections I.5.3.1 and A.5.1.
 */
final class ForeignSizes {
    private static final int HEAD_BYTES = 1 << 18;
    private static final int ISPE = 0x69737065;
    private static final int ISPE_BYTES = 20;
    private static final int IHDR = 0x69686472;
    private static final int IHDR_BYTES = 22;
    private static final int START_AND_SIZ = 0xff4fff51;

    private ForeignSizes() {}

    /** Returns the largest size that a HEIF file names; empty if it names none. */
    static Optional<Size> largestOfHeif(ByteSource file) throws IOException {
        return largest(head(file), ForeignSizes::isoBox);
    }

    /** Returns the largest size that a JPEG 2000 file names; empty if it names none. */
    static Optional<Size> largestOfJpeg2000(ByteSource file) throws IOException {
        return largest(head(file), ForeignSizes::jpeg2000);
    }

    private static ByteBuffer head(ByteSource file) throws IOException {
        return ByteBuffer.wrap(file.bytes(0, (int) Math.min(file.size(), HEAD_BYTES)));
    }

    /** Reads a size at one offset. */
    private interface SizeProbe {
        /** Returns the size at an offset, or null if absent. */
        Size at(ByteBuffer head, int offset);
    }

    private static Optional<Size> largest(ByteBuffer head, SizeProbe probe) {
        Optional<Size> largest = Optional.empty();
        for (int at = 0; at + ISPE_BYTES <= head.limit(); at++) {
            Size size = probe.at(head, at);
            if (size != null
                    && (largest.isEmpty() || size.pixels() > largest.get().pixels())) {
                largest = Optional.of(size);
            }
        }
        return largest;
    }

    private static Size isoBox(ByteBuffer head, int at) {
        return head.getInt(at) == ISPE_BYTES && head.getInt(at + 4) == ISPE
                ? size(head.getInt(at + 12), head.getInt(at + 16), 0, 0)
                : null;
    }

    private static Size jpeg2000(ByteBuffer head, int at) {
        if (head.getInt(at) == IHDR_BYTES && head.getInt(at + 4) == IHDR) {
            return size(head.getInt(at + 12), head.getInt(at + 8), 0, 0);
        }
        return head.getInt(at) == START_AND_SIZ && at + 24 <= head.limit()
                ? size(head.getInt(at + 8), head.getInt(at + 12), head.getInt(at + 16), head.getInt(at + 20))
                : null;
    }

    /** Returns the size between two corners in unsigned numbers of 32 bits. */
    private static Size size(int right, int bottom, int left, int top) {
        return new Size(side(right, left), side(bottom, top));
    }

    private static int side(int end, int start) {
        long side = (end & 0xffffffffL) - (start & 0xffffffffL);
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, side));
    }
}
