package io.runfolio.media.image;

import io.runfolio.media.WorkDeadline;
import java.util.Arrays;

/**
 * Resizes with the Lanczos-3 kernel, {@code sinc(x) sinc(x/3)} for |x| < 3, stretched by the reduction so that every source pixel counts (Turkowski, "Filters for Common Resampling
 * Tasks", 1990). Separable: down first, then across, row by row, so that memory does not grow with the source. Colours are weighted by their alpha.
 */
final class Resampler {
    /** Rows far longer than the result's are made narrow first, as dozens of them are held at once. */
    private static final long MAX_WINDOW_BYTES = 64 << 20;

    private final Rows source;
    private final Pixels target;
    private final Kernel across;
    private final Kernel down;
    private final int channels;
    private final float[][] window;
    private int loaded;

    private Resampler(Rows source, Size size) {
        this.source = source;
        this.channels = source.channels();
        this.target = Pixels.blank(size.width(), size.height(), channels);
        this.across = Kernel.of(source.size().width(), size.width());
        this.down = Kernel.of(source.size().height(), size.height());
        this.window = new float[down.longest()][source.size().width() * channels];
    }

    /** Returns the picture in another size; the same picture if it has that size. */
    static Pixels resize(Pixels source, Size size) {
        if (source.width() == size.width() && source.height() == size.height()) {
            return source;
        }
        return resize(new PixelRows(source), size);
    }

    /** Returns a picture that comes row by row in another size; it need not stand in memory whole. */
    static Pixels resize(Rows source, Size size) {
        int height = source.size().height();
        long held = Math.min(height, 6L * height / size.height());
        long window = held * source.size().width() * source.channels() * Float.BYTES;
        Rows rows = window > MAX_WINDOW_BYTES && size.width() < source.size().width()
                ? new NarrowedRows(source, size.width())
                : source;
        return new Resampler(rows, size).run();
    }

    private Pixels run() {
        float[] row = new float[source.size().width() * channels];
        for (int y = 0; y < target.height(); y++) {
            WorkDeadline.check();
            sumRows(y, row);
            sumColumns(row, across, channels, target.samples(), y * target.width() * channels);
        }
        return target;
    }

    /** Four rows at a time, so that the sum goes through memory less often; the loops are plain for the compiler to vectorise. */
    private void sumRows(int y, float[] row) {
        int start = down.start(y);
        float[] weights = down.weights(y);
        int tap = weights.length & 3;
        if (tap == 0) {
            Arrays.fill(row, 0f);
        } else {
            scale(row, line(start), weights[0]);
            for (int at = 1; at < tap; at++) {
                add(row, line(start + at), weights[at]);
            }
        }
        for (; tap < weights.length; tap += 4) {
            add4(row, start + tap, weights, tap);
        }
    }

    private void add4(float[] row, int y, float[] weights, int tap) {
        sum4(
                row,
                line(y),
                line(y + 1),
                line(y + 2),
                line(y + 3),
                weights[tap],
                weights[tap + 1],
                weights[tap + 2],
                weights[tap + 3]);
    }

    private static void sum4(
            float[] row, float[] l0, float[] l1, float[] l2, float[] l3, float w0, float w1, float w2, float w3) {
        for (int at = 0; at < row.length; at++) {
            row[at] += w0 * l0[at] + w1 * l1[at] + w2 * l2[at] + w3 * l3[at];
        }
    }

    private static void scale(float[] row, float[] line, float weight) {
        for (int at = 0; at < row.length; at++) {
            row[at] = weight * line[at];
        }
    }

    private static void add(float[] row, float[] line, float weight) {
        for (int at = 0; at < row.length; at++) {
            row[at] += weight * line[at];
        }
    }

    /** Returns a source row as numbers; the window holds as many as one target row needs, and rows are asked for in rising order. */
    private float[] line(int y) {
        while (loaded <= y) {
            WorkDeadline.check();
            load(source, window[loaded % window.length]);
            loaded++;
        }
        return window[y % window.length];
    }

    /** Fills a line with the next row, its colours multiplied by their alpha. */
    static void load(Rows source, float[] line) {
        int from = source.next();
        byte[] samples = source.samples();
        if (source.channels() == 3) {
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

    /** Writes a row of the result. */
    static void sumColumns(float[] row, Kernel across, int channels, byte[] samples, int start) {
        int to = start;
        for (int x = 0; x < across.size(); x++, to += channels) {
            float[] weights = across.weights(x);
            int from = across.start(x) * channels;
            if (channels == 3) {
                sum3(row, from, weights, samples, to);
            } else {
                sum4(row, from, weights, samples, to);
            }
        }
    }

    private static void sum3(float[] row, int start, float[] weights, byte[] samples, int to) {
        float red = 0.5f;
        float green = 0.5f;
        float blue = 0.5f;
        int from = start;
        int tap = 0;
        for (; tap + 4 <= weights.length; tap += 4, from += 12) {
            float w0 = weights[tap];
            float w1 = weights[tap + 1];
            float w2 = weights[tap + 2];
            float w3 = weights[tap + 3];
            red += (w0 * row[from] + w1 * row[from + 3]) + (w2 * row[from + 6] + w3 * row[from + 9]);
            green += (w0 * row[from + 1] + w1 * row[from + 4]) + (w2 * row[from + 7] + w3 * row[from + 10]);
            blue += (w0 * row[from + 2] + w1 * row[from + 5]) + (w2 * row[from + 8] + w3 * row[from + 11]);
        }
        for (; tap < weights.length; tap++, from += 3) {
            red += weights[tap] * row[from];
            green += weights[tap] * row[from + 1];
            blue += weights[tap] * row[from + 2];
        }
        samples[to] = sample((int) red);
        samples[to + 1] = sample((int) green);
        samples[to + 2] = sample((int) blue);
    }

    private static void sum4(float[] row, int start, float[] weights, byte[] samples, int to) {
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
        samples[to] = sample((int) (red * share + 0.5f));
        samples[to + 1] = sample((int) (green * share + 0.5f));
        samples[to + 2] = sample((int) (blue * share + 0.5f));
        samples[to + 3] = sample((int) (alpha + 0.5f));
    }

    private static byte sample(int value) {
        return (byte) Math.max(0, Math.min(255, value));
    }

    private static final class PixelRows implements Rows {
        private final Pixels pixels;
        private final int rowBytes;
        private int next;

        private PixelRows(Pixels pixels) {
            this.pixels = pixels;
            this.rowBytes = pixels.width() * pixels.channels();
        }

        @Override
        public Size size() {
            return new Size(pixels.width(), pixels.height());
        }

        @Override
        public int channels() {
            return pixels.channels();
        }

        @Override
        public int next() {
            return next++ * rowBytes;
        }

        @Override
        public byte[] samples() {
            return pixels.samples();
        }
    }
}
