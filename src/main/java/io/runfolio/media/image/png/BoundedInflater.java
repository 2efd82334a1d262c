package io.runfolio.media.image.png;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates small embedded blocks.
 *
 * <p>A block that exceeds its limit or is broken gives an empty result, so that a decompression bomb costs no memory.
 */
final class BoundedInflater {
    private BoundedInflater() {}

    static byte[] inflate(byte[] bytes, int offset, int limit) {
        if (offset >= bytes.length) {
            return new byte[0];
        }
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(bytes, offset, bytes.length - offset);
            byte[] out = new byte[(int) Math.min(limit, Math.max(1024, 4L * bytes.length))];
            int length = 0;
            while (!inflater.finished()) {
                int got = inflater.inflate(out, length, out.length - length);
                length += got;
                if (got == 0 && inflater.needsInput()) {
                    break;
                }
                if (length == out.length && !inflater.finished()) {
                    if (out.length >= limit) {
                        return new byte[0];
                    }
                    out = Arrays.copyOf(out, (int) Math.min(limit, 2L * out.length));
                }
            }
            return Arrays.copyOf(out, length);
        } catch (DataFormatException e) {
            return new byte[0];
        } finally {
            inflater.end();
        }
    }
}
