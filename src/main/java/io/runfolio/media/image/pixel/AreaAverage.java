package io.runfolio.media.image.pixel;

import java.util.Arrays;

/**
 * Reduces a picture by a whole factor: each pixel is the mean of a block, weighted by alpha.
 *
 * <p>It is much cheaper than {@link Resampler}, for pictures that are measured and not shown.
 */
public final class AreaAverage {
    /** Sums of a target pixel: R, G and B times alpha, alpha, and the number of pixels. */
    private static final int SUMS = 5;

    private final Pixels source;
    private final int factor;
    private final Pixels target;

    private AreaAverage(Pixels source, int factor) {
        this.source = source;
        this.factor = factor;
        this.target =
                Pixels.blank(divideUp(source.width(), factor), divideUp(source.height(), factor), source.channels());
    }

    /**
     * Returns a picture whose sides have at most {@code maxSide} pixels; the same object if it fits already.
     *
     * @param maxSide longest side in pixels, at least 1
     */
    public static Pixels reduce(Pixels source, int maxSide) {
        int factor = divideUp(Math.max(source.width(), source.height()), maxSide);
        return factor <= 1 ? source : new AreaAverage(source, factor).run();
    }

    private static int divideUp(int number, int divisor) {
        return (number + divisor - 1) / divisor;
    }

    private Pixels run() {
        long[] sums = new long[target.width() * SUMS];
        for (int y = 0; y < target.height(); y++) {
            Arrays.fill(sums, 0);
            int end = Math.min(source.height(), (y + 1) * factor);
            for (int row = y * factor; row < end; row++) {
                add(row, sums);
            }
            write(y, sums);
        }
        return target;
    }

    private void add(int row, long[] sums) {
        int from = row * source.width() * source.channels();
        for (int to = 0, x = 0; x < source.width(); to += SUMS, x += factor) {
            int count = Math.min(factor, source.width() - x);
            if (source.hasAlpha()) {
                addWithAlpha(from + 4 * x, count, sums, to);
            } else {
                addOpaque(from + 3 * x, count, sums, to);
            }
            sums[to + 4] += count;
        }
    }

    /** Adds a part of a row; the sums are local variables, which the compiler keeps in registers. */
    private void addOpaque(int from, int count, long[] sums, int to) {
        byte[] samples = source.samples();
        int red = 0;
        int green = 0;
        int blue = 0;
        for (int at = from; at < from + 3 * count; at += 3) {
            red += samples[at] & 0xff;
            green += samples[at + 1] & 0xff;
            blue += samples[at + 2] & 0xff;
        }
        sums[to] += 255L * red;
        sums[to + 1] += 255L * green;
        sums[to + 2] += 255L * blue;
        sums[to + 3] += 255L * count;
    }

    private void addWithAlpha(int from, int count, long[] sums, int to) {
        byte[] samples = source.samples();
        long red = 0;
        long green = 0;
        long blue = 0;
        long alphas = 0;
        for (int at = from; at < from + 4 * count; at += 4) {
            int alpha = samples[at + 3] & 0xff;
            red += (samples[at] & 0xff) * alpha;
            green += (samples[at + 1] & 0xff) * alpha;
            blue += (samples[at + 2] & 0xff) * alpha;
            alphas += alpha;
        }
        sums[to] += red;
        sums[to + 1] += green;
        sums[to + 2] += blue;
        sums[to + 3] += alphas;
    }

    private void write(int y, long[] sums) {
        int to = y * target.width() * target.channels();
        for (int from = 0; from < sums.length; from += SUMS, to += target.channels()) {
            long alpha = Math.max(1, sums[from + 3]);
            for (int channel = 0; channel < 3; channel++) {
                target.samples()[to + channel] = (byte) ((sums[from + channel] + alpha / 2) / alpha);
            }
            if (target.hasAlpha()) {
                target.samples()[to + 3] = (byte) ((sums[from + 3] + sums[from + 4] / 2) / sums[from + 4]);
            }
        }
    }
}
