package io.runfolio.media.image.placeholder;

import java.util.Arrays;

/**
 * Lowest coefficients of the discrete cosine transform (DCT-II) of a channel.
 *
 * <p>They are divided by the number of pixels. Rows are transformed before columns. Of the coefficients, the triangle
 * below the diagonal of highest frequencies is kept, row by row.
 */
final class CosineTransform {
    private static final int MAX_TERMS = 7;

    private final int width;
    private final int height;
    private final double[][] across;
    private final double[][] down;

    CosineTransform(int width, int height) {
        this.width = width;
        this.height = height;
        this.across = cosines(width);
        this.down = cosines(height);
    }

    /**
     * Transformed channel.
     *
     * @param mean constant term: the channel's mean
     * @param terms other coefficients
     * @param largest largest absolute value of these
     */
    record Channel(double mean, double[] terms, double largest) {

        /** Returns the largest value as an integer of some bits. */
        int scale(int bits) {
            return (int) Math.floor(((1 << bits) - 1) * largest + 0.5);
        }
    }

    private static double[][] cosines(int length) {
        double[][] table = new double[MAX_TERMS][length];
        for (int term = 0; term < MAX_TERMS; term++) {
            for (int at = 0; at < length; at++) {
                table[term][at] = Math.cos(Math.PI / length * term * (at + 0.5));
            }
        }
        return table;
    }

    /**
     * Transforms a channel.
     *
     * @param columns number of horizontal frequencies, at most 7
     * @param rows number of vertical frequencies, at most 7
     */
    Channel of(double[] samples, int columns, int rows) {
        double[][] partial = new double[columns][height];
        for (int column = 0; column < columns; column++) {
            for (int y = 0; y < height; y++) {
                partial[column][y] = product(samples, y * width, across[column]);
            }
        }
        double[] kept = new double[columns * rows];
        int count = 0;
        double largest = 0;
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column * rows < columns * (rows - row); column++) {
                kept[count] = product(partial[column], 0, down[row]) / (width * height);
                largest = count == 0 ? 0 : Math.max(largest, Math.abs(kept[count]));
                count++;
            }
        }
        return new Channel(kept[0], Arrays.copyOfRange(kept, 1, count), largest);
    }

    private static double product(double[] samples, int from, double[] cosines) {
        double sum = 0;
        for (int at = 0; at < cosines.length; at++) {
            sum += samples[from + at] * cosines[at];
        }
        return sum;
    }
}
