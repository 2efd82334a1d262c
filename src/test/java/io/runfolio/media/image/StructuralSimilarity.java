package io.runfolio.media.image;

import io.runfolio.media.image.pixel.Pixels;

/** Structural similarity of the green channel over 8x8 windows: Wang and others, 2004. */
public final class StructuralSimilarity {
    private static final int WINDOW = 8;
    private static final double C1 = Math.pow(0.01 * 255, 2);
    private static final double C2 = Math.pow(0.03 * 255, 2);

    private StructuralSimilarity() {}

    public static double ssim(Pixels one, Pixels other) {
        double sum = 0;
        int windows = 0;
        for (int y = 0; y + WINDOW <= one.height(); y += 4) {
            for (int x = 0; x + WINDOW <= one.width(); x += 4) {
                sum += window(one, other, x, y);
                windows++;
            }
        }
        return sum / windows;
    }

    private static double window(Pixels one, Pixels other, int left, int top) {
        double a = 0;
        double b = 0;
        double aa = 0;
        double bb = 0;
        double ab = 0;
        for (int y = top; y < top + WINDOW; y++) {
            for (int x = left; x < left + WINDOW; x++) {
                double p = Pictures.green(one, x, y);
                double q = Pictures.green(other, x, y);
                a += p;
                b += q;
                aa += p * p;
                bb += q * q;
                ab += p * q;
            }
        }
        double n = WINDOW * WINDOW;
        double meanA = a / n;
        double meanB = b / n;
        double varianceA = aa / n - meanA * meanA;
        double varianceB = bb / n - meanB * meanB;
        double covariance = ab / n - meanA * meanB;
        return (2 * meanA * meanB + C1)
                * (2 * covariance + C2)
                / ((meanA * meanA + meanB * meanB + C1) * (varianceA + varianceB + C2));
    }
}
