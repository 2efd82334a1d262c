package io.runfolio.media.image;

/** The weights of source pixels for each target pixel along one side; they sum to 1. Source pixels past the edges are left out. */
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
            double centre = (at + 0.5) * step;
            int first = Math.max(0, (int) Math.ceil(centre - LOBES * stretch - 0.5));
            int last = Math.min(source - 1, (int) Math.floor(centre + LOBES * stretch - 0.5));
            starts[at] = first;
            weights[at] = normalised(centre, stretch, first, last);
        }
        return new Kernel(starts, weights);
    }

    private static float[] normalised(double centre, double stretch, int first, int last) {
        double[] raw = new double[last - first + 1];
        double sum = 0;
        for (int at = 0; at < raw.length; at++) {
            raw[at] = lanczos((first + at + 0.5 - centre) / stretch);
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

    /** Returns how many target pixels there are. */
    int size() {
        return starts.length;
    }

    int start(int target) {
        return starts[target];
    }

    float[] weights(int target) {
        return weights[target];
    }

    /** Returns the largest number of source pixels that one target pixel needs. */
    int longest() {
        int longest = 0;
        for (float[] each : weights) {
            longest = Math.max(longest, each.length);
        }
        return longest;
    }
}
