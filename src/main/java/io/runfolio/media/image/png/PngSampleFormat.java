package io.runfolio.media.image.png;

import io.runfolio.media.ByteSource;
import io.runfolio.media.image.format.UnusableImageException;
import io.runfolio.media.image.pixel.Pixels;
import io.runfolio.media.image.pixel.Size;
import java.io.IOException;
import java.util.List;

/**
 * Storage of a PNG's samples: PNG 3rd edition, sections 11.2.1 to 11.3.1.
 *
 * @param size size of the canvas
 * @param bitDepth bits per sample: 1, 2, 4, 8 or 16
 * @param colorType 0 gray, 2 RGB, 3 palette, 4 gray with alpha, 6 RGB with alpha
 * @param interlaced whether Adam7 is used
 * @param palette R, G, B of each entry; empty unless the color type is 3
 * @param transparency contents of tRNS; may be empty
 */
record PngSampleFormat(
        Size size, int bitDepth, int colorType, boolean interlaced, byte[] palette, byte[] transparency) {

    static PngSampleFormat read(ByteSource file, List<PngChunks.Chunk> chunks) throws IOException {
        PngChunks.Chunk header = chunks.get(0);
        long at = header.start();
        if (!header.type().equals("IHDR") || header.length() < 13) {
            throw UnusableImageException.corrupt("The PNG does not start with its header", null);
        }
        PngSampleFormat format = new PngSampleFormat(
                new Size((int) file.u32(at), (int) file.u32(at + 4)),
                file.u8(at + 8),
                file.u8(at + 9),
                file.u8(at + 12) == 1,
                contents(file, chunks, "PLTE", 768),
                contents(file, chunks, "tRNS", 256));
        if (!format.isDefined()) {
            throw UnusableImageException.corrupt("The PNG's header has an undefined color type or bit depth", null);
        }
        return format;
    }

    private static byte[] contents(ByteSource file, List<PngChunks.Chunk> chunks, String type, int limit)
            throws IOException {
        for (PngChunks.Chunk chunk : chunks) {
            if (chunk.type().equals(type)) {
                return file.bytesUpTo(chunk.start(), chunk.length(), limit);
            }
        }
        return new byte[0];
    }

    private boolean isDefined() {
        return switch (colorType) {
            case 0 -> bitDepth == 1 || bitDepth == 2 || bitDepth == 4 || bitDepth == 8 || bitDepth == 16;
            case 3 -> (bitDepth == 1 || bitDepth == 2 || bitDepth == 4 || bitDepth == 8) && palette.length >= 3;
            case 2, 4, 6 -> bitDepth == 8 || bitDepth == 16;
            default -> false;
        };
    }

    /** Returns the number of samples per pixel as stored. */
    int stored() {
        return switch (colorType) {
            case 2 -> 3;
            case 4 -> 2;
            case 6 -> 4;
            default -> 1;
        };
    }

    /** Returns the bytes of a row, without the filter byte. */
    int rowBytes(int width) {
        return Math.toIntExact(((long) width * stored() * bitDepth + 7) / 8);
    }

    /** Returns how far back filters look, in bytes. */
    int filterDistance() {
        return Math.max(1, stored() * bitDepth / 8);
    }

    boolean hasAlpha() {
        return colorType == 4 || colorType == 6 || transparency.length > 0;
    }

    int channels() {
        return hasAlpha() ? 4 : 3;
    }

    /** Returns whether stored rows have the layout of {@link Pixels}. */
    boolean isPlain() {
        return bitDepth == 8 && (colorType == 6 || colorType == 2 && transparency.length == 0);
    }
}
