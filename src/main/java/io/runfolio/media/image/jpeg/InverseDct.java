package io.runfolio.media.image.jpeg;

/**
 * Inverse DCT of a block's low frequencies to 1, 2, 4 or 8 samples each way.
 *
 * <p>T.81, A.3.3, with the basis sampled more coarsely: the block as an ideal low-pass filter would leave it.
 * Separable: columns, then rows.
 */
final class InverseDct {
    /** {@code cos(k pi / 16) / 2}. */
    private static final float C1 = cosine(1);

    private static final float C2 = cosine(2);
    private static final float C3 = cosine(3);
    private static final float C5 = cosine(5);
    private static final float C6 = cosine(6);
    private static final float C7 = cosine(7);
    /** {@code 1 / sqrt(8)}. */
    private static final float FLAT = cosine(4);

    private final int across;
    private final int down;
    private final float[] columns = new float[64];
    private final float[] row = new float[8];

    /**
     * Creates a transform.
     *
     * @param across samples of a row: 1, 2, 4 or 8
     * @param down samples of a column: 1, 2, 4 or 8
     */
    InverseDct(int across, int down) {
        this.across = across;
        this.down = down;
    }

    private static float cosine(int k) {
        return (float) (Math.cos(k * Math.PI / 16) / 2);
    }

    /** Returns the position of each coefficient in a block by zigzag index; -1 for unused frequencies. */
    int[] positions() {
        int[] positions = new int[64];
        for (int place = 0; place < 64; place++) {
            int natural = SequentialFrame.natural(place);
            positions[place] = (natural & 7) < across && natural >>> 3 < down ? natural : -1;
        }
        return positions;
    }

    /** Writes a block that has only its first coefficient. */
    void flat(float first, byte[] plane, int at, int stride) {
        byte value = sample(first / 8);
        for (int y = 0; y < down; y++) {
            for (int x = 0; x < across; x++) {
                plane[at + y * stride + x] = value;
            }
        }
    }

    /**
     * Writes the samples of 64 dequantized coefficients in natural order.
     *
     * @param slopes a bit for each column that has more than its first coefficient
     */
    void block(float[] in, int slopes, byte[] plane, int at, int stride) {
        for (int x = 0; x < across; x++) {
            if ((slopes >>> x & 1) == 1) {
                line(in, x, 8, down, columns, x, 8);
                continue;
            }
            float level = in[x] * FLAT;
            for (int y = 0; y < down; y++) {
                columns[8 * y + x] = level;
            }
        }
        for (int y = 0; y < down; y++) {
            line(columns, 8 * y, 1, across, row, 0, 1);
            int to = at + y * stride;
            for (int x = 0; x < across; x++) {
                plane[to + x] = sample(row[x]);
            }
        }
    }

    private static byte sample(float value) {
        int rounded = (int) (value + 128.5f);
        return (byte) (rounded < 0 || value < -128.5f ? 0 : Math.min(255, rounded));
    }

    private static void line(float[] in, int from, int step, int samples, float[] out, int to, int stride) {
        switch (samples) {
            case 8 -> eight(in, from, step, out, to, stride);
            case 4 -> four(in, from, step, out, to, stride);
            case 2 -> two(in, from, step, out, to, stride);
            default -> out[to] = in[from] * FLAT;
        }
    }

    private static void two(float[] in, int from, int step, float[] out, int to, int stride) {
        out[to] = (in[from] + in[from + step]) * FLAT;
        out[to + stride] = (in[from] - in[from + step]) * FLAT;
    }

    private static void four(float[] in, int from, int step, float[] out, int to, int stride) {
        float x1 = in[from + step];
        float x3 = in[from + 3 * step];
        float mean = in[from] * FLAT;
        float tilt = in[from + 2 * step] * FLAT;
        float even0 = mean + tilt;
        float even1 = mean - tilt;
        float odd0 = x1 * C2 + x3 * C6;
        float odd1 = x1 * C6 - x3 * C2;
        out[to] = even0 + odd0;
        out[to + stride] = even1 + odd1;
        out[to + 2 * stride] = even1 - odd1;
        out[to + 3 * stride] = even0 - odd0;
    }

    private static void eight(float[] in, int from, int step, float[] out, int to, int stride) {
        float x1 = in[from + step];
        float x3 = in[from + 3 * step];
        float x5 = in[from + 5 * step];
        float x7 = in[from + 7 * step];
        float sum = (in[from] + in[from + 4 * step]) * FLAT;
        float difference = (in[from] - in[from + 4 * step]) * FLAT;
        float outer = in[from + 2 * step] * C2 + in[from + 6 * step] * C6;
        float inner = in[from + 2 * step] * C6 - in[from + 6 * step] * C2;
        float even0 = sum + outer;
        float even1 = difference + inner;
        float even2 = difference - inner;
        float even3 = sum - outer;
        float odd0 = x1 * C1 + x3 * C3 + x5 * C5 + x7 * C7;
        float odd1 = x1 * C3 - x3 * C7 - x5 * C1 - x7 * C5;
        float odd2 = x1 * C5 - x3 * C1 + x5 * C7 + x7 * C3;
        float odd3 = x1 * C7 - x3 * C5 + x5 * C3 - x7 * C1;
        out[to] = even0 + odd0;
        out[to + stride] = even1 + odd1;
        out[to + 2 * stride] = even2 + odd2;
        out[to + 3 * stride] = even3 + odd3;
        out[to + 4 * stride] = even3 - odd3;
        out[to + 5 * stride] = even2 - odd2;
        out[to + 6 * stride] = even1 - odd1;
        out[to + 7 * stride] = even0 - odd0;
    }
}
