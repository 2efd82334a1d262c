package io.runfolio.media.image.pixel;

/** Convolves one row of samples with a kernel: the horizontal half of {@link Resampler}. */
final class HorizontalConvolution {
    private HorizontalConvolution() {}

    /** Loads the next row of a source as floats; colors are multiplied by their alpha. */
    static void load(RowSource source, float[] line) {
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

    /**
     * Resizes one row across.
     *
     * @param row samples of the source row, colors multiplied by their alpha
     * @param samples takes the row from {@code start} on
     */
    static void sum(float[] row, Kernel across, int channels, byte[] samples, int start) {
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
        // colors under full transparency do not matter, and zero keeps edges clean
        float share = alpha > 0.5f ? 255f / alpha : 0;
        samples[to] = sample((int) (red * share + 0.5f));
        samples[to + 1] = sample((int) (green * share + 0.5f));
        samples[to + 2] = sample((int) (blue * share + 0.5f));
        samples[to + 3] = sample((int) (alpha + 0.5f));
    }

    private static byte sample(int value) {
        return (byte) Math.max(0, Math.min(255, value));
    }
}
