package io.runfolio.media.image;

import java.io.IOException;
import java.util.List;

/**
 * How a PNG's samples are stored: PNG 3rd edition, sections 11.2.1 to 11.3.1.
 *
 * @param size of the canvas
 * @param bitDepth bits a sample: 1, 2, 4, 8 or 16
 * @param colourType 0 gray, 2 RGB, 3 palette, 4 gray with alpha, 6 RGB with alpha
 * @param interlaced whether Adam7 is used
 * @param palette R, G, B of each entry; empty but for colour type 3
 * @param transparency contents of tRNS; empty where there is none
 */
record PngFormat(Size size, int bitDepth, int colourType, boolean interlaced, byte[] palette, byte[] transparency) {

    static PngFormat read(ByteSource file, List<PngChunks.Chunk> chunks) throws IOException {
        PngChunks.Chunk header = chunks.get(0);
        long at = header.start();
        if (!header.type().equals("IHDR") || header.length() < 13) {
            throw UnusableImageException.corrupt("The PNG does not start with its header", null);
        }
        PngFormat format = new PngFormat(
                new Size((int) file.u32(at), (int) file.u32(at + 4)),
                file.u8(at + 8),
                file.u8(at + 9),
                file.u8(at + 12) == 1,
                contents(file, chunks, "PLTE", 768),
                contents(file, chunks, "tRNS", 256));
        if (!format.isDefined()) {
            throw UnusableImageException.corrupt("The PNG's header names a kind of sample that is not defined", null);
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
        return switch (colourType) {
            case 0 -> bitDepth == 1 || bitDepth == 2 || bitDepth == 4 || bitDepth == 8 || bitDepth == 16;
            case 3 -> (bitDepth == 1 || bitDepth == 2 || bitDepth == 4 || bitDepth == 8) && palette.length >= 3;
            case 2, 4, 6 -> bitDepth == 8 || bitDepth == 16;
            default -> false;
        };
    }

    /** Returns the number of samples that are stored for one pixel. */
    int stored() {
        return switch (colourType) {
            case 2 -> 3;
            case 4 -> 2;
            case 6 -> 4;
            default -> 1;
        };
    }

    /** Returns the bytes of a row of pixels, less the filter byte. */
    int rowBytes(int width) {
        return Math.toIntExact(((long) width * stored() * bitDepth + 7) / 8);
    }

    /** Returns how far back filters look, in bytes. */
    int filterDistance() {
        return Math.max(1, stored() * bitDepth / 8);
    }

    boolean hasAlpha() {
        return colourType == 4 || colourType == 6 || transparency.length > 0;
    }

    int channels() {
        return hasAlpha() ? 4 : 3;
    }

    /** Returns whether stored rows are rows of {@link Pixels} as they stand. */
    boolean isPlain() {
        return bitDepth == 8 && (colourType == 6 || colourType == 2 && transparency.length == 0);
    }
}
