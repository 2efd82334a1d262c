package io.runfolio.media.image;

import io.runfolio.media.image.pixel.Pixels;
import io.runfolio.media.image.pixel.Size;

/** Reference for resized pictures: the Lanczos-3 kernel by its definition in double precision. */
public final class ReferenceLanczos {
    private static final int LOBES = 3;

    private ReferenceLanczos() {}

    /**
     * Returns an opaque picture in another size.
     *
     * <p>The kernel is stretched by a reduction, and source pixels beyond the edges are left out.
     */
    public static Pixels resize(Pixels source, Size size) {
        double[] rows = across(samples(source), source.width(), source.height(), size.width());
        double[] turned =
                across(transposed(rows, size.width(), source.height()), source.height(), size.width(), size.height());
        double[] sums = transposed(turned, size.height(), size.width());
        Pixels target = Pixels.blank(size.width(), size.height(), 3);
        for (int at = 0; at < sums.length; at++) {
            target.samples()[at] = (byte) Math.max(0, Math.min(255, Math.rint(sums[at])));
        }
        return target;
    }

    private static double[] samples(Pixels source) {
        double[] samples = new double[source.samples().length];
        for (int at = 0; at < samples.length; at++) {
            samples[at] = source.samples()[at] & 0xff;
        }
        return samples;
    }

    private static double[] across(double[] samples, int width, int height, int to) {
        double[] out = new double[to * height * 3];
        double step = (double) width / to;
        double wide = Math.max(1, step);
        for (int x = 0; x < to; x++) {
            double center = (x + 0.5) * step;
            int first = (int) Math.max(0, center - LOBES * wide - 1);
            int end = (int) Math.min(width, center + LOBES * wide + 2);
            double[] weights = new double[end - first];
            double sum = 0;
            for (int at = 0; at < weights.length; at++) {
                weights[at] = kernel((first + at + 0.5 - center) / wide);
                sum += weights[at];
            }
            for (int y = 0; y < height; y++) {
                for (int channel = 0; channel < 3; channel++) {
                    double value = 0;
                    int from = 3 * (y * width + first) + channel;
                    for (int at = 0; at < weights.length; at++) {
                        value += weights[at] * samples[from + 3 * at];
                    }
                    out[3 * (y * to + x) + channel] = value / sum;
                }
            }
        }
        return out;
    }

    private static double[] transposed(double[] samples, int width, int height) {
        double[] out = new double[samples.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                System.arraycopy(samples, 3 * (y * width + x), out, 3 * (x * height + y), 3);
            }
        }
        return out;
    }

    private static double kernel(double x) {
        return Math.abs(x) >= LOBES ? 0 : sinc(x) * sinc(x / LOBES);
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }
}
