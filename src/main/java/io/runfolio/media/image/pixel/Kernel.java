package io.runfolio.media.image.pixel;

/**
 * Lanczos-3 weights of the source pixels for each target pixel along one side.
 *
 * <p>Weights sum to 1; source pixels beyond the edges are left out.
 */
final class Kernel {
    private static final int LOBES = 3;

    private final int[] starts;
    private final float[][] weights;

    private Kernel(int[] starts, float[][] weights) {
        this.starts = starts;
        this.weights = weights;
    }

    static Kernel of(int source, int target) {
        double step = (double) source / target;
        double stretch = Math.max(1, step);
        int[] starts = new int[target];
        float[][] weights = new float[target][];
        for (int at = 0; at < target; at++) {
            double center = (at + 0.5) * step;
            int first = Math.max(0, (int) Math.ceil(center - LOBES * stretch - 0.5));
            int last = Math.min(source - 1, (int) Math.floor(center + LOBES * stretch - 0.5));
            starts[at] = first;
            weights[at] = normalized(center, stretch, first, last);
        }
        return new Kernel(starts, weights);
    }

    private static float[] normalized(double center, double stretch, int first, int last) {
        double[] raw = new double[last - first + 1];
        double sum = 0;
        for (int at = 0; at < raw.length; at++) {
            raw[at] = lanczos((first + at + 0.5 - center) / stretch);
            sum += raw[at];
        }
        float[] weights = new float[raw.length];
        for (int at = 0; at < raw.length; at++) {
            weights[at] = (float) (raw[at] / sum);
        }
        return weights;
    }

    static double lanczos(double x) {
        if (Math.abs(x) < 1e-8) {
            return 1;
        }
        if (Math.abs(x) >= LOBES) {
            return 0;
        }
        double angle = Math.PI * x;
        return LOBES * Math.sin(angle) * Math.sin(angle / LOBES) / (angle * angle);
    }

    /** Returns the number of target pixels. */
    int size() {
        return starts.length;
    }

    int start(int target) {
        return starts[target];
    }

    float[] weights(int target) {
        return weights[target];
    }

    /** Returns the largest number of source pixels for one target pixel. */
    int maxTaps() {
        int longest = 0;
        for (float[] each : weights) {
            longest = Math.max(longest, each.length);
        }
        return longest;
    }
}
