package io.runfolio.media.video;

/**
 * Compares clips plane by plane: mean structural similarity (Wang et al. 2004) over windows of 8 x 8 samples, 4 apart.
 */
final class Planes {
    private static final int WINDOW = 8;
    private static final int STEP = 4;
    private static final double C1 = 0.01 * 255 * 0.01 * 255;
    private static final double C2 = 0.03 * 255 * 0.03 * 255;

    private Planes() {}

    record Similarity(double y, double u, double v, int frames) {}

    /** Compares frames of 4:2:0 with even sides, one after the other, as far as both go. */
    static Similarity compare(byte[] a, byte[] b, int width, int height) {
        int luma = width * height;
        int frame = luma * 3 / 2;
        int frames = Math.min(a.length, b.length) / frame;
        double y = 0;
        double u = 0;
        double v = 0;
        for (int i = 0; i < frames; i++) {
            int at = i * frame;
            y += ssim(a, b, at, width, height);
            u += ssim(a, b, at + luma, width / 2, height / 2);
            v += ssim(a, b, at + luma * 5 / 4, width / 2, height / 2);
        }
        return new Similarity(y / frames, u / frames, v / frames, frames);
    }

    static double meanLuma(byte[] planes, int width, int height, int frame) {
        long sum = 0;
        int from = frame * width * height * 3 / 2;
        for (int i = 0; i < width * height; i++) {
            sum += planes[from + i] & 255;
        }
        return (double) sum / (width * height);
    }

    private static double ssim(byte[] a, byte[] b, int offset, int width, int height) {
        double sum = 0;
        int windows = 0;
        for (int y = 0; y + WINDOW <= height; y += STEP) {
            for (int x = 0; x + WINDOW <= width; x += STEP) {
                sum += window(a, b, offset + y * width + x, width);
                windows++;
            }
        }
        return sum / windows;
    }

    private static double window(byte[] a, byte[] b, int from, int stride) {
        double sumA = 0;
        double sumB = 0;
        double squareA = 0;
        double squareB = 0;
        double product = 0;
        for (int y = 0; y < WINDOW; y++) {
            for (int x = 0; x < WINDOW; x++) {
                int p = a[from + y * stride + x] & 255;
                int q = b[from + y * stride + x] & 255;
                sumA += p;
                sumB += q;
                squareA += p * p;
                squareB += q * q;
                product += p * q;
            }
        }
        double n = WINDOW * WINDOW;
        double meanA = sumA / n;
        double meanB = sumB / n;
        double varianceA = squareA / n - meanA * meanA;
        double varianceB = squareB / n - meanB * meanB;
        double covariance = product / n - meanA * meanB;
        return (2 * meanA * meanB + C1)
                * (2 * covariance + C2)
                / ((meanA * meanA + meanB * meanB + C1) * (varianceA + varianceB + C2));
    }
}
