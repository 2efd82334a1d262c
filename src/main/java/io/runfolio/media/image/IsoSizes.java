package io.runfolio.media.image;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The sizes that an AVIF or HEIC file names for its items: boxes {@code ispe} of ISO/IEC 23008-12, section 6.5.3. */
final class IsoSizes {
    private static final int HEAD_BYTES = 1 << 18;
    private static final int ISPE = 0x69737065;
    private static final int BOX_BYTES = 20;

    private IsoSizes() {}

    /** Returns the number of pixels of the largest item, or 0 if none is named. */
    static long largest(ByteSource file) throws IOException {
        byte[] head = file.bytes(0, (int) Math.min(file.size(), HEAD_BYTES));
        ByteBuffer boxes = ByteBuffer.wrap(head);
        long largest = 0;
        for (int at = 0; at + BOX_BYTES <= head.length; at++) {
            if (boxes.getInt(at) == BOX_BYTES && boxes.getInt(at + 4) == ISPE) {
                long width = boxes.getInt(at + 12) & 0xffffffffL;
                long height = boxes.getInt(at + 16) & 0xffffffffL;
                largest = width < 1 << 20 && height < 1 << 20 ? Math.max(largest, width * height) : largest;
            }
        }
        return largest;
    }
}
