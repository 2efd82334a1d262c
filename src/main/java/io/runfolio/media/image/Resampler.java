package io.runfolio.media.image;

import java.util.Arrays;

/**
 * Resizes with the Lanczos-3 kernel, {@code sinc(x) sinc(x/3)} for |x| < 3, stretched by the reduction so that every source pixel counts (Turkowski, "Filters for Common Resampling
 * Tasks", 1990). Separable: down first, then across, row by row, so that memory does not grow with the source. Colours are weighted by their alpha.
 */
final class Resampler {
    private final Pixels source;
    private final Pixels target;
    private final Kernel across;
    private final Kernel down;
    private final int channels;
    private final float[][] window;
    private int loaded;

    private Resampler(Pixels source, Size size) {
        this.source = source;
        this.channels = source.channels();
        this.target = Pixels.blank(size.width(), size.height(), channels);
        this.across = Kernel.of(source.width(), size.width());
        this.down = Kernel.of(source.height(), size.height());
        this.window = new float[down.longest()][source.width() * channels];
    }

    /** Returns the picture in another size; the same picture if it has that size. */
    static Pixels resize(Pixels source, Size size) {
        if (source.width() == size.width() && source.height() == size.height()) {
            return source;
        }
        return new Resampler(source, size).run();
    }

    private Pixels run() {
        float[] row = new float[source.width() * channels];
        float[] out = new float[target.width() * channels];
        for (int y = 0; y < target.height(); y++) {
            sumRows(y, row);
            sumColumns(row, out);
            store(out, y);
        }
        return target;
    }

    private void sumRows(int y, float[] row) {
        int start = down.start(y);
        float[] weights = down.weights(y);
        Arrays.fill(row, 0f);
        for (int tap = 0; tap < weights.length; tap++) {
            float[] line = line(start + tap);
            float weight = weights[tap];
            for (int at = 0; at < row.length; at++) {
                row[at] += weight * line[at];
            }
        }
    }

    /** Returns a source row as numbers; the window holds as many as one target row needs, and rows are asked for in rising order. */
    private float[] line(int y) {
        while (loaded <= y) {
            load(loaded, window[loaded % window.length]);
            loaded++;
        }
        return window[y % window.length];
    }

    private void load(int y, float[] line) {
        byte[] samples = source.samples();
        int from = y * line.length;
        if (channels == 3) {
            for (int at = 0; at < line.length; at++) {
                line[at] = samples[from + at] & 0xff;
            }
            return;
        }
        for (int at = 0; at < line.length; at += 4) {
            float alpha = samples[from + at + 3] & 0xff;
            float share = alpha / 255f;
            line[at] = (samples[from + at] & 0xff) * share;
            line[at + 1] = (samples[from + at + 1] & 0xff) * share;
            line[at + 2] = (samples[from + at + 2] & 0xff) * share;
            line[at + 3] = alpha;
        }
    }

    private void sumColumns(float[] row, float[] out) {
        for (int x = 0; x < target.width(); x++) {
            float[] weights = across.weights(x);
            int from = across.start(x) * channels;
            if (channels == 3) {
                sum3(row, from, weights, out, x * 3);
            } else {
                sum4(row, from, weights, out, x * 4);
            }
        }
    }

    private static void sum3(float[] row, int start, float[] weights, float[] out, int to) {
        float red = 0;
        float green = 0;
        float blue = 0;
        int from = start;
        for (float weight : weights) {
            red += weight * row[from];
            green += weight * row[from + 1];
            blue += weight * row[from + 2];
            from += 3;
        }
        out[to] = red;
        out[to + 1] = green;
        out[to + 2] = blue;
    }

    private static void sum4(float[] row, int start, float[] weights, float[] out, int to) {
        float red = 0;
        float green = 0;
        float blue = 0;
        float alpha = 0;
        int from = start;
        for (float weight : weights) {
            red += weight * row[from];
            green += weight * row[from + 1];
            blue += weight * row[from + 2];
            alpha += weight * row[from + 3];
            from += 4;
        }
        // what lies under full transparency is of no account; keeping it near zero keeps edges clean
        float share = alpha > 0.5f ? 255f / alpha : 0;
        out[to] = red * share;
        out[to + 1] = green * share;
        out[to + 2] = blue * share;
        out[to + 3] = alpha;
    }

    private void store(float[] out, int y) {
        byte[] samples = target.samples();
        int to = y * out.length;
        for (int at = 0; at < out.length; at++) {
            int value = (int) (out[at] + 0.5f);
            samples[to + at] = (byte) Math.max(0, Math.min(255, value));
        }
    }
}
