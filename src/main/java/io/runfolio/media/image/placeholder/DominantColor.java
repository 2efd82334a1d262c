package io.runfolio.media.image.placeholder;

import io.runfolio.media.image.pixel.Pixels;
import java.util.Optional;

/**
 * Dominant color of a picture: the mean of its most frequent similar colors.
 *
 * <p>Colors are counted in a cube of 16 × 16 × 16 cells, weighted by alpha. The block of 2 × 2 × 2 cells with most
 * pixels wins, so that colors at the edge of a cell are not split; among equals, the darkest.
 */
final class DominantColor {
    private static final int CELLS = 16;

    private final long[] weights = new long[CELLS * CELLS * CELLS];
    private final long[][] sums = new long[3][CELLS * CELLS * CELLS];

    private DominantColor() {}

    /** Returns the color as 0xRRGGBB; empty if nothing is visible. */
    static Optional<Integer> of(Pixels picture) {
        DominantColor counts = new DominantColor();
        byte[] samples = picture.samples();
        for (int at = 0; at < samples.length; at += picture.channels()) {
            int alpha = picture.hasAlpha() ? samples[at + 3] & 0xff : 255;
            counts.add(samples[at] & 0xff, samples[at + 1] & 0xff, samples[at + 2] & 0xff, alpha);
        }
        return counts.largestBlock();
    }

    private void add(int red, int green, int blue, int alpha) {
        int cell = cell(red >> 4, green >> 4, blue >> 4);
        weights[cell] += alpha;
        sums[0][cell] += (long) red * alpha;
        sums[1][cell] += (long) green * alpha;
        sums[2][cell] += (long) blue * alpha;
    }

    private static int cell(int red, int green, int blue) {
        return (red * CELLS + green) * CELLS + blue;
    }

    private Optional<Integer> largestBlock() {
        int best = 0;
        long most = 0;
        for (int red = 0; red < CELLS - 1; red++) {
            for (int green = 0; green < CELLS - 1; green++) {
                for (int blue = 0; blue < CELLS - 1; blue++) {
                    int corner = cell(red, green, blue);
                    long weight = block(weights, corner);
                    if (weight > most) {
                        most = weight;
                        best = corner;
                    }
                }
            }
        }
        return most == 0 ? Optional.empty() : Optional.of(mean(best, most));
    }

    private static long block(long[] values, int corner) {
        long sum = 0;
        for (int each = 0; each < 8; each++) {
            sum += values[corner + cell(each >> 2, each >> 1 & 1, each & 1)];
        }
        return sum;
    }

    private int mean(int corner, long weight) {
        int color = 0;
        for (long[] channel : sums) {
            color = color << 8 | (int) ((block(channel, corner) + weight / 2) / weight);
        }
        return color;
    }
}
