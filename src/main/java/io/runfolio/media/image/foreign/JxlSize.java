package io.runfolio.media.image.foreign;

import io.runfolio.media.ByteSource;
import io.runfolio.media.image.pixel.Size;
import java.io.IOException;
import java.util.Optional;

/** Size of a JPEG XL: ISO/IEC 18181-1, section D.2, in a bare codestream or a box of 18181-2. */
final class JxlSize {
    private static final int MAX_BOXES = 1_000;
    private static final int[] SIZE_BITS = {9, 13, 18, 30};
    /** Aspect ratios by number. */
    private static final int[][] RATIOS = {{1, 1}, {12, 10}, {4, 3}, {3, 2}, {16, 9}, {5, 4}, {2, 1}};

    private final ByteSource file;
    private long bit;

    private JxlSize(ByteSource file, long start) {
        this.file = file;
        this.bit = 8 * start;
    }

    /** Returns the size; empty if there is no codestream. */
    static Optional<Size> of(ByteSource file) throws IOException {
        if (file.u16(0) == 0xff0a) {
            return new JxlSize(file, 2).read();
        }
        long at = 0;
        for (int count = 0; count < MAX_BOXES && at + 14 <= file.size(); count++) {
            long size = file.u32(at);
            int head = size == 1 ? 16 : 8;
            String type = file.fourcc(at + 4);
            long start = at + head + (type.equals("jxlp") ? 4 : 0);
            if (type.startsWith("jxl") && start + 2 <= file.size() && file.u16(start) == 0xff0a) {
                return new JxlSize(file, start + 2).read();
            }
            long bytes = size == 1 ? file.u32(at + 8) << 32 | file.u32(at + 12) : size;
            if (bytes < head || bytes > file.size() - at) {
                return Optional.empty();
            }
            at += bytes;
        }
        return Optional.empty();
    }

    private Optional<Size> read() throws IOException {
        boolean eighths = bits(1) == 1;
        long height = side(eighths);
        int ratio = (int) bits(3);
        long width = ratio == 0 ? side(eighths) : height * RATIOS[ratio - 1][0] / RATIOS[ratio - 1][1];
        return Optional.of(new Size((int) Math.min(Integer.MAX_VALUE, width), (int) height));
    }

    private long side(boolean eighths) throws IOException {
        return eighths ? 8 * (bits(5) + 1) : bits(SIZE_BITS[(int) bits(2)]) + 1;
    }

    /** Returns bits, the lowest of each byte first. */
    private long bits(int count) throws IOException {
        long value = 0;
        for (int at = 0; at < count; at++, bit++) {
            value |= (long) (file.u8(bit >> 3) >> (bit & 7) & 1) << at;
        }
        return value;
    }
}
