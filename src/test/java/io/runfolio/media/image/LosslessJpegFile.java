package io.runfolio.media.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;

/**
 * Writes lossless JPEG of 8 bits: T.81, annex H.
 *
 * <p>It uses the first predictor, and a code of five bits for each size of a difference.
 */
final class LosslessJpegFile {
    private static final int SIZES = 17;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int bits;
    private int count;

    private LosslessJpegFile() {}

    /** Returns a file of the picture's three colors, or of its green as gray. */
    static byte[] encoded(BufferedImage image, boolean color) {
        LosslessJpegFile jpeg = new LosslessJpegFile();
        jpeg.headers(image.getWidth(), image.getHeight(), color ? 3 : 1);
        int[] shifts = color ? new int[] {16, 8, 0} : new int[] {8};
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                for (int shift : shifts) {
                    int before = x > 0
                            ? image.getRGB(x - 1, y) >> shift & 0xff
                            : y > 0 ? image.getRGB(0, y - 1) >> shift & 0xff : 128;
                    jpeg.difference((image.getRGB(x, y) >> shift & 0xff) - before);
                }
            }
        }
        jpeg.put(0x7f, 7);
        jpeg.bytes(0xff, 0xd9);
        return jpeg.out.toByteArray();
    }

    private void headers(int width, int height, int components) {
        bytes(0xff, 0xd8, 0xff, 0xc3, 0, 8 + 3 * components, 8);
        bytes(height >> 8, height & 0xff, width >> 8, width & 0xff, components);
        for (int component = 0; component < components; component++) {
            bytes("RGB".charAt(component), 0x11, 0);
        }
        bytes(0xff, 0xc4, 0, 19 + SIZES, 0);
        for (int length = 1; length <= 16; length++) {
            bytes(length == 5 ? SIZES : 0);
        }
        for (int size = 0; size < SIZES; size++) {
            bytes(size);
        }
        bytes(0xff, 0xda, 0, 6 + 2 * components, components);
        for (int component = 0; component < components; component++) {
            bytes("RGB".charAt(component), 0);
        }
        bytes(1, 0, 0);
    }

    private void difference(int value) {
        int size = 32 - Integer.numberOfLeadingZeros(Math.abs(value));
        put(size, 5);
        put(value < 0 ? value + (1 << size) - 1 : value, size);
    }

    private void put(int value, int length) {
        for (int bit = length - 1; bit >= 0; bit--) {
            bits = bits << 1 | value >> bit & 1;
            if (++count == 8) {
                bytes(bits & 0xff);
                if ((bits & 0xff) == 0xff) {
                    bytes(0);
                }
                bits = 0;
                count = 0;
            }
        }
    }

    private void bytes(int... values) {
        for (int value : values) {
            out.write(value);
        }
    }
}
