package io.runfolio.media.image.webp.vp8;

/** Inverse transforms: RFC 6386, sections 14.3 and 14.4. Integer arithmetic is part of the format. */
final class InverseTransforms {
    private InverseTransforms() {}

    /** Writes the second-order block to the first coefficients of the 16 luma blocks. */
    static void hadamard(int[] second, int[] coefficients) {
        int[] half = new int[16];
        for (int x = 0; x < 4; x++) {
            int outer = second[x] + second[12 + x];
            int inner = second[4 + x] + second[8 + x];
            int innerDifference = second[4 + x] - second[8 + x];
            int outerDifference = second[x] - second[12 + x];
            half[x] = outer + inner;
            half[4 + x] = outerDifference + innerDifference;
            half[8 + x] = outer - inner;
            half[12 + x] = outerDifference - innerDifference;
        }
        for (int row = 0; row < 16; row += 4) {
            int outer = half[row] + half[row + 3] + 3;
            int inner = half[row + 1] + half[row + 2];
            int innerDifference = half[row + 1] - half[row + 2];
            int outerDifference = half[row] - half[row + 3] + 3;
            coefficients[16 * row] = outer + inner >> 3;
            coefficients[16 * (row + 1)] = outerDifference + innerDifference >> 3;
            coefficients[16 * (row + 2)] = outer - inner >> 3;
            coefficients[16 * (row + 3)] = outerDifference - innerDifference >> 3;
        }
    }

    /** Adds a block's inverse DCT to the prediction. */
    static void add(int[] coefficients, int from, Plane plane, int to) {
        int[] half = new int[16];
        for (int x = 0; x < 4; x++) {
            butterfly(coefficients, from + x, 4, 0, half, 4 * x);
        }
        int[] row = new int[4];
        for (int y = 0; y < 4; y++) {
            butterfly(half, y, 4, 4, row, 0);
            int at = to + y * plane.stride;
            for (int x = 0; x < 4; x++) {
                plane.set(at + x, plane.get(at + x) + (row[x] >> 3));
            }
        }
    }

    private static void butterfly(int[] in, int from, int step, int rounding, int[] out, int to) {
        int zero = in[from] + rounding;
        int one = in[from + step];
        int two = in[from + 2 * step];
        int three = in[from + 3 * step];
        int odd = sine(one) - cosine(three);
        int even = cosine(one) + sine(three);
        out[to] = zero + two + even;
        out[to + 1] = zero - two + odd;
        out[to + 2] = zero - two - odd;
        out[to + 3] = zero + two - even;
    }

    /** Multiplies by sqrt(2) cos(pi/8), as the format rounds it. */
    private static int cosine(int value) {
        return value + (value * 20_091 >> 16);
    }

    /** Multiplies by sqrt(2) sin(pi/8), as the format rounds it. */
    private static int sine(int value) {
        return value * 35_468 >> 16;
    }
}
