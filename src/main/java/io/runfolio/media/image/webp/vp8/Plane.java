package io.runfolio.media.image.webp.vp8;

import java.util.Arrays;

/** Samples of one plane with the border that prediction uses: 127 above, 129 at the left. */
final class Plane {
    /** Columns past the right edge that prediction of the last block reads. */
    private static final int PAST_RIGHT = 4;

    final byte[] samples;
    final int stride;

    /**
     * @param width a whole number of blocks
     * @param height a whole number of blocks
     */
    Plane(int width, int height) {
        stride = width + 1 + PAST_RIGHT;
        samples = new byte[Math.multiplyExact(stride, height + 1)];
        Arrays.fill(samples, 0, stride, (byte) 127);
        for (int y = 0; y < height; y++) {
            samples[at(-1, y)] = (byte) 129;
        }
    }

    int at(int x, int y) {
        return (y + 1) * stride + x + 1;
    }

    int get(int at) {
        return samples[at] & 0xff;
    }

    void set(int at, int value) {
        samples[at] = (byte) (value < 0 ? 0 : Math.min(value, 255));
    }
}
