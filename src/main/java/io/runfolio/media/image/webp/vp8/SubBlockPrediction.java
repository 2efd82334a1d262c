package io.runfolio.media.image.webp.vp8;

/**
 * Predicts 4x4 blocks: RFC 6386, section 12.3.
 *
 * <p>The neighbors form one line up the left side, through the corner and along the row above; each direction is a
 * place on that line for every sample. Places count in halves: at an even place {@code 2 i} three neighbors around
 * {@code i} are smoothed, at an odd one the two around it are averaged.
 */
final class SubBlockPrediction {
    private static final int DC = 0;
    private static final int TRUE_MOTION = 1;
    private static final int MODES = 10;
    private static final int[][] PLACES = new int[MODES][16];

    static {
        for (int y = 0; y < 4; y++) {
            for (int x = 0; x < 4; x++) {
                int at = 4 * y + x;
                PLACES[2][at] = 2 * (7 + x);
                PLACES[3][at] = 2 * (5 - y);
                PLACES[4][at] = 2 * (8 + x + y);
                PLACES[5][at] = 2 * (6 + x - y);
                PLACES[6][at] = rightOfVertical(x, y);
                PLACES[7][at] = leftOfVertical(x, y);
                PLACES[8][at] = y == 0 && x > 1 ? 10 + 2 * x : 5 + 2 * (3 - y) + x;
                PLACES[9][at] = Math.max(2, 9 - x - 2 * y);
            }
        }
    }

    private final Plane plane;

    /**
     * Neighbors of a block along one line.
     *
     * <p>The lowest left one three times, the left side upwards, the corner at 6, eight above, the last twice.
     */
    private final int[] line = new int[16];

    SubBlockPrediction(Plane plane) {
        this.plane = plane;
    }

    private static int rightOfVertical(int x, int y) {
        if (y < 2) {
            return 2 * (6 + x) + (1 - y);
        }
        return x == 0 ? 14 - 2 * y : rightOfVertical(x - 1, y - 2);
    }

    private static int leftOfVertical(int x, int y) {
        if (x == 3 && y >= 2) {
            return y == 2 ? 24 : 26;
        }
        return y < 2 ? 2 * (7 + x) + 1 + y : leftOfVertical(x + 1, y - 2);
    }

    /**
     * Predicts a block.
     *
     * @param aboveRight offset of the four samples that count as above and to the right
     */
    void predict(int origin, int aboveRight, int mode) {
        if (mode == TRUE_MOTION) {
            Prediction.trueMotion(plane, origin, 4);
            return;
        }
        load(origin, aboveRight);
        int mean = 4;
        for (int at = 0; at < 4; at++) {
            mean += line[2 + at] + line[7 + at];
        }
        for (int at = 0; at < 16; at++) {
            int value = mode == DC ? mean >> 3 : along(PLACES[mode][at]);
            plane.samples[origin + (at >> 2) * plane.stride + (at & 3)] = (byte) value;
        }
    }

    private void load(int origin, int aboveRight) {
        int above = origin - plane.stride;
        for (int at = 0; at < 4; at++) {
            line[5 - at] = plane.get(origin + at * plane.stride - 1);
            line[7 + at] = plane.get(above + at);
            line[11 + at] = plane.get(aboveRight + at);
        }
        line[0] = line[2];
        line[1] = line[2];
        line[6] = plane.get(above - 1);
        line[15] = line[14];
    }

    private int along(int place) {
        int at = place >> 1;
        return (place & 1) == 1
                ? line[at] + line[at + 1] + 1 >> 1
                : line[at - 1] + 2 * line[at] + line[at + 1] + 2 >> 2;
    }
}
