package io.runfolio.workflow.content;

import io.runfolio.files.RegularFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Size of a PNG, JPEG, GIF or WebP picture from the start of its file, without decoding it.
 *
 * @param width width in stored pixels
 * @param height height in stored pixels
 */
record PictureSize(int width, int height) {
    private static final int MAX_BYTES = 1 << 18;

    /** Reads the size of a picture; empty for other files, and for one whose size is beyond the start. */
    static Optional<PictureSize> of(Path file) {
        try (InputStream stream = RegularFiles.open(file)) {
            return of(ByteBuffer.wrap(stream.readNBytes(MAX_BYTES)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<PictureSize> of(ByteBuffer bytes) {
        try {
            if (has(bytes, 1, "PNG\r\n") && has(bytes, 12, "IHDR")) {
                return size(bytes.getInt(16), bytes.getInt(20));
            }
            if (has(bytes, 0, "GIF8")) {
                bytes.order(ByteOrder.LITTLE_ENDIAN);
                return size(word(bytes, 6), word(bytes, 8));
            }
            if (has(bytes, 0, "RIFF") && has(bytes, 8, "WEBP")) {
                return webp(bytes.order(ByteOrder.LITTLE_ENDIAN));
            }
            return word(bytes, 0) == 0xFFD8 ? jpeg(bytes) : Optional.empty();
        } catch (IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private static Optional<PictureSize> webp(ByteBuffer bytes) {
        if (has(bytes, 12, "VP8X")) {
            return size(1 + (bytes.getInt(24) & 0xFFFFFF), 1 + (bytes.getInt(26) >>> 8));
        }
        if (has(bytes, 12, "VP8L")) {
            int bits = bytes.getInt(21);
            return size(1 + (bits & 0x3FFF), 1 + (bits >>> 14 & 0x3FFF));
        }
        return has(bytes, 12, "VP8 ") ? size(word(bytes, 26) & 0x3FFF, word(bytes, 28) & 0x3FFF) : Optional.empty();
    }

    /** Walks over the segments of a JPEG to the one that starts a frame. */
    private static Optional<PictureSize> jpeg(ByteBuffer bytes) {
        int at = 2;
        while ((bytes.get(at) & 0xFF) == 0xFF) {
            int marker = bytes.get(at + 1) & 0xFF;
            if (marker == 0xFF) {
                at++; // fill byte
                continue;
            }
            boolean isFrame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
            if (isFrame) {
                return size(word(bytes, at + 7), word(bytes, at + 5));
            }
            at += 2 + word(bytes, at + 2);
        }
        return Optional.empty();
    }

    private static Optional<PictureSize> size(int width, int height) {
        return width > 0 && height > 0 ? Optional.of(new PictureSize(width, height)) : Optional.empty();
    }

    private static int word(ByteBuffer bytes, int at) {
        return bytes.getShort(at) & 0xFFFF;
    }

    private static boolean has(ByteBuffer bytes, int at, String text) {
        byte[] wanted = text.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < wanted.length; i++) {
            if (bytes.get(at + i) != wanted[i]) {
                return false;
            }
        }
        return true;
    }
}
