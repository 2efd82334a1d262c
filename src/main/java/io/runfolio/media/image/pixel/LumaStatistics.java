package io.runfolio.media.image.pixel;

/**
 * Brightness statistics of a frame, which decide whether it is blank.
 *
 * @param mean mean luma, 0 to 255
 * @param deviation standard deviation of luma
 * @param histogram share of the pixels in each of {@value #LEVELS} ranges of luma
 */
public record LumaStatistics(double mean, double deviation, double[] histogram) {
    static final int LEVELS = 32;

    private static final double DARK_MEAN = 32;
    private static final double WHITE_MEAN = 250;
    private static final double FLAT_DEVIATION = 6;

    /**
     * Measures a frame; transparent parts count as white.
     *
     * @param samples interleaved samples of 8 bits
     * @param channels 3 for R, G, B; 4 for R, G, B, A
     */
    public static LumaStatistics of(byte[] samples, int channels) {
        int[] counts = new int[256];
        for (int at = 0; at < samples.length; at += channels) {
            // weights of BT.709 in 1/256
            int luma = 54 * (samples[at] & 0xff) + 183 * (samples[at + 1] & 0xff) + 19 * (samples[at + 2] & 0xff) >> 8;
            if (channels == 4) {
                int alpha = samples[at + 3] & 0xff;
                luma = (luma * alpha + 255 * (255 - alpha)) / 255;
            }
            counts[luma]++;
        }
        return of(counts, samples.length / channels);
    }

    private static LumaStatistics of(int[] counts, int pixels) {
        double[] histogram = new double[LEVELS];
        double sum = 0;
        double squares = 0;
        for (int luma = 0; luma < counts.length; luma++) {
            histogram[luma * LEVELS / counts.length] += (double) counts[luma] / pixels;
            sum += (double) luma * counts[luma];
            squares += (double) luma * luma * counts[luma];
        }
        double mean = sum / pixels;
        return new LumaStatistics(mean, Math.sqrt(Math.max(0, squares / pixels - mean * mean)), histogram);
    }

    /** Returns whether the frame is dark or without contrast. */
    public boolean isBlank() {
        return mean < DARK_MEAN || deviation < FLAT_DEVIATION;
    }

    /** Returns how much a blank frame shows: contrast first, then a flat color before white before black. */
    public double interest() {
        return deviation + (mean < DARK_MEAN ? 0 : mean > WHITE_MEAN ? FLAT_DEVIATION / 2 : FLAT_DEVIATION);
    }
}
