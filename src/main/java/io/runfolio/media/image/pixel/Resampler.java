package io.runfolio.media.image.pixel;

import io.runfolio.media.WorkDeadline;
import java.util.Arrays;

/**
 * Resizes with the Lanczos-3 kernel, {@code sinc(x) sinc(x/3)} for |x| < 3.
 *
 * <p>The kernel is stretched by the reduction so that every source pixel counts: Turkowski, "Filters for Common
 * Resampling Tasks", 1990. It is separable: down first, then across, row by row, so memory does not grow with the
 * source. Colors are weighted by their alpha.
 */
public final class Resampler {
    /** Bytes of source rows held at once, above which rows are resized across first. */
    private static final long MAX_WINDOW_BYTES = 64 << 20;

    private final RowSource source;
    private final Pixels target;
    private final Kernel across;
    private final Kernel down;
    private final int channels;
    private final float[][] window;
    private int loaded;

    private Resampler(RowSource source, Size size) {
        this.source = source;
        this.channels = source.channels();
        this.target = Pixels.blank(size.width(), size.height(), channels);
        this.across = Kernel.of(source.size().width(), size.width());
        this.down = Kernel.of(source.size().height(), size.height());
        this.window = new float[down.maxTaps()][source.size().width() * channels];
    }

    /** Returns the picture in another size; the same object if it has that size. */
    public static Pixels resize(Pixels source, Size size) {
        if (source.width() == size.width() && source.height() == size.height()) {
            return source;
        }
        return resize(new PixelsRowSource(source), size);
    }

    /** Returns a picture in another size; the source need not be in memory as a whole. */
    public static Pixels resize(RowSource source, Size size) {
        int height = source.size().height();
        long held = Math.min(height, 6L * height / size.height());
        long window = held * source.size().width() * source.channels() * Float.BYTES;
        RowSource rows =
                window > MAX_WINDOW_BYTES && size.width() < source.size().width()
                        ? new HorizontallyResizedRows(source, size.width())
                        : source;
        return new Resampler(rows, size).run();
    }

    private Pixels run() {
        float[] row = new float[source.size().width() * channels];
        for (int y = 0; y < target.height(); y++) {
            WorkDeadline.check();
            sumRows(y, row);
            HorizontalConvolution.sum(row, across, channels, target.samples(), y * target.width() * channels);
        }
        return target;
    }

    /**
     * Sums the source rows of a target row, four at a time to save memory traffic.
     *
     * <p>The loops are plain so that the compiler vectorizes them.
     */
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

    /** Returns a source row as floats; rows are requested in ascending order. */
    private float[] line(int y) {
        while (loaded <= y) {
            WorkDeadline.check();
            HorizontalConvolution.load(source, window[loaded % window.length]);
            loaded++;
        }
        return window[y % window.length];
    }
}
