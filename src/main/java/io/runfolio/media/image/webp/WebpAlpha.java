package io.runfolio.media.image.webp;

import io.runfolio.media.image.pixel.Pixels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * Alpha of a lossy WebP: RFC 9649, section 2.7.1.2.
 *
 * <p>One byte names compression and filter; the samples follow.
 */
final class WebpAlpha {
    private static final int HORIZONTAL = 1;
    private static final int VERTICAL = 2;
    private static final int GRADIENT = 3;

    private WebpAlpha() {}

    /** Returns colors with the alpha of an ALPH chunk. */
    static Pixels on(Pixels colors, byte[] chunk) throws IOException {
        int width = colors.width();
        int height = colors.height();
        byte[] alpha = (chunk[0] & 3) == 0 ? raw(chunk, width * height) : compressed(chunk, width, height);
        unfilter(alpha, width, height, chunk[0] >> 2 & 3);
        Pixels both = Pixels.blank(width, height, 4);
        for (int at = 0; at < alpha.length; at++) {
            System.arraycopy(colors.samples(), 3 * at, both.samples(), 4 * at, 3);
            both.samples()[4 * at + 3] = alpha[at];
        }
        return both;
    }

    private static byte[] raw(byte[] chunk, int length) throws IOException {
        if (chunk.length < 1 + length) {
            throw new IOException("The WebP's alpha ends early");
        }
        byte[] alpha = new byte[length];
        System.arraycopy(chunk, 1, alpha, 0, length);
        return alpha;
    }

    /** Decodes alpha that is a lossless picture without header, whose green is the alpha. */
    private static byte[] compressed(byte[] chunk, int width, int height) throws IOException {
        ByteArrayOutputStream picture = new ByteArrayOutputStream(chunk.length + 5);
        picture.write(0x2f);
        WebpContainerWriter.little(picture, width - 1 | height - 1 << 14, 4);
        picture.write(chunk, 1, chunk.length - 1);
        Pixels decoded = WebpDecoder.lossless(picture.toByteArray());
        byte[] alpha = new byte[width * height];
        for (int at = 0; at < alpha.length; at++) {
            alpha[at] = decoded.samples()[at * decoded.channels() + 1];
        }
        return alpha;
    }

    /** Reverses a filter. The first row looks left, the first column up. */
    private static void unfilter(byte[] alpha, int width, int height, int filter) {
        for (int y = 0, at = 0; filter != 0 && y < height; y++) {
            for (int x = 0; x < width; x++, at++) {
                int left = x > 0 ? alpha[at - 1] & 0xff : y > 0 ? alpha[at - width] & 0xff : 0;
                int above = y > 0 ? alpha[at - width] & 0xff : left;
                int corner = x > 0 && y > 0 ? alpha[at - width - 1] & 0xff : above;
                int predicted =
                        switch (filter) {
                            case HORIZONTAL -> left;
                            case VERTICAL -> above;
                            case GRADIENT ->
                                y == 0 || x == 0 ? left : Math.max(0, Math.min(255, left + above - corner));
                            default -> 0;
                        };
                alpha[at] += (byte) predicted;
            }
        }
    }
}
