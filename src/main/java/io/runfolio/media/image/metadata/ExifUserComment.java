package io.runfolio.media.image.metadata;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteOrder;

/** Decodes EXIF's UserComment: eight bytes of character code, then text. */
final class ExifUserComment {
    private static final int CODE_BYTES = 8;

    private ExifUserComment() {}

    static String userComment(byte[] value, ByteOrder order) {
        int length = value.length - CODE_BYTES;
        if (value[0] == 'U' && value[1] == 'N') {
            return new String(value, CODE_BYTES, length, bigEndian(value, order) ? UTF_16BE : UTF_16LE).strip();
        }
        return new String(value, CODE_BYTES, length, UTF_8).replace("\0", "").strip();
    }

    /**
     * Returns whether UTF-16 is big-endian.
     *
     * <p>"UNICODE" has no agreed byte order: in Latin text every other byte is zero, which shows it; else the block's
     * order counts.
     */
    private static boolean bigEndian(byte[] value, ByteOrder order) {
        int high = 0;
        int low = 0;
        for (int at = CODE_BYTES; at + 1 < value.length; at += 2) {
            high += value[at] == 0 ? 1 : 0;
            low += value[at + 1] == 0 ? 1 : 0;
        }
        return high == low ? order == ByteOrder.BIG_ENDIAN : high > low;
    }
}
