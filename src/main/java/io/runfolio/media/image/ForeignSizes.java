package io.runfolio.media.image;

import io.runfolio.media.SniffedType.Format;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The sizes that files name which Java does not decode: boxes {@code ispe} of AVIF and HEIC (ISO/IEC 23008-12, section 6.5.3), box {@code ihdr} and marker SIZ of JPEG 2000 (ISO/IEC
 * 15444-1, sections I.5.3.1 and A.5.1). They are looked for in the file's head, wherever they stand.
 */
final class ForeignSizes {
    private static final int HEAD_BYTES = 1 << 18;
    private static final int ISPE = 0x69737065;
    private static final int ISPE_BYTES = 20;
    private static final int IHDR = 0x69686472;
    private static final int IHDR_BYTES = 22;
    private static final int START_AND_SIZ = 0xff4fff51;

    private ForeignSizes() {}

    /**
     * Returns the largest size that is named; empty if none is, or the format is another.
     *
     * @throws IOException if the file cannot be read
     */
    static Optional<Size> largest(Path file, Format format) throws IOException {
        try (ByteSource source = ByteSource.open(file)) {
            ByteBuffer head = ByteBuffer.wrap(source.bytes(0, (int) Math.min(source.size(), HEAD_BYTES)));
            return switch (format) {
                case AVIF, HEIC -> largest(head, ForeignSizes::isoBox);
                case JPEG_2000 -> largest(head, ForeignSizes::jpeg2000);
                case JPEG_XL -> JxlSize.of(source);
                case SVG -> SvgSize.of(source);
                case ICO -> Optional.of(IcoPicture.largest(source).size());
                default -> Optional.empty();
            };
        }
    }

    /** Looks at one place of a file's head. */
    private interface Look {
        /** Returns the size that is named at an offset, or null. */
        Size at(ByteBuffer head, int offset);
    }

    private static Optional<Size> largest(ByteBuffer head, Look look) {
        Optional<Size> largest = Optional.empty();
        for (int at = 0; at + ISPE_BYTES <= head.limit(); at++) {
            Size size = look.at(head, at);
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

    /** From unsigned numbers of 32 bits: the far corner, and the near one. */
    private static Size size(int right, int bottom, int left, int top) {
        return new Size(side(right, left), side(bottom, top));
    }

    private static int side(int end, int start) {
        long side = (end & 0xffffffffL) - (start & 0xffffffffL);
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, side));
    }
}
