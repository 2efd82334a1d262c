package io.runfolio.media.image;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteOrder;

/** Text of EXIF's UserComment: eight bytes name its character code, and "UNICODE" has no agreed byte order. */
final class ExifText {
    private static final int CODE_BYTES = 8;

    private ExifText() {}

    static String userComment(byte[] value, ByteOrder order) {
        int length = value.length - CODE_BYTES;
        if (value[0] == 'U' && value[1] == 'N') {
            return new String(value, CODE_BYTES, length, bigEndian(value, order) ? UTF_16BE : UTF_16LE).strip();
        }
        return new String(value, CODE_BYTES, length, UTF_8).replace("\0", "").strip();
    }

    /** Of text in a Latin script every other byte is zero: where the zeros stand tells the order, else the block's order counts. */
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
