package io.runfolio.media.image;

/**
 * Reference colors of code points in sRGB: ITU-R BT.2100, SMPTE EG 432-1 and IEC 61966-2-1.
 *
 * <p>Independent of the code under test.
 */
public final class CodePointColors {
    /** Matrices to linear sRGB, from BT.2087 for BT.2020, and by the same method from Display P3. */
    private static final double[][] BT2020 = {
        {1.6605, -0.5876, -0.0728}, {-0.1246, 1.1329, -0.0083}, {-0.0182, -0.1006, 1.1187}
    };

    private static final double[][] P3 = {
        {1.2249, -0.2247, 0.0000}, {-0.0420, 1.0419, 0.0000}, {-0.0197, -0.0786, 1.0979}
    };

    private static final double[][] SRGB = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};

    private CodePointColors() {}

    /**
     * Returns 8-bit sRGB of samples from 0 to 1.
     *
     * <p>Light beyond a white of 203 nits is compressed by FFmpeg's mobius curve from 0.8 with a peak of 1,000 nits.
     */
    public static int[] srgb(int primaries, int transfer, double... samples) {
        double[] light = new double[3];
        for (int at = 0; at < 3; at++) {
            light[at] = linear(transfer, samples[at]);
        }
        if (transfer == 18) {
            double luminance = 0.2627 * light[0] + 0.6780 * light[1] + 0.0593 * light[2];
            for (int at = 0; at < 3; at++) {
                light[at] *= Math.pow(luminance, 0.2) * 1_000 / 203;
            }
        }
        double[][] matrix = primaries == 9 ? BT2020 : primaries == 12 ? P3 : SRGB;
        double[] shown = new double[3];
        double largest = 0;
        for (int row = 0; row < 3; row++) {
            shown[row] = matrix[row][0] * light[0] + matrix[row][1] * light[1] + matrix[row][2] * light[2];
            largest = Math.max(largest, shown[row]);
        }
        double factor = largest > 0.8 && (transfer == 16 || transfer == 18) ? mobius(largest) / largest : 1;
        int[] srgb = new int[3];
        for (int at = 0; at < 3; at++) {
            srgb[at] = encoded(shown[at] * factor);
        }
        return srgb;
    }

    /** Returns the PQ sample for light in nits: SMPTE ST 2084. */
    public static double pq(double nits) {
        double power = Math.pow(nits / 10_000, 2610 / 16384.0);
        return Math.pow((3424 / 4096.0 + 2413 / 128.0 * power) / (1 + 2392 / 128.0 * power), 2523 / 32.0);
    }

    /** Returns the HLG sample for the light of a gray in nits on a display of 1,000 nits. */
    public static double hlg(double nits) {
        double scene = Math.pow(nits / 1_000, 1 / 1.2);
        return scene <= 1 / 12.0 ? Math.sqrt(3 * scene) : 0.17883277 * Math.log(12 * scene - 0.28466892) + 0.55991073;
    }

    public static int encoded(double light) {
        double in = Math.max(0, Math.min(1, light));
        double tone = in <= 0.0031308 ? 12.92 * in : 1.055 * Math.pow(in, 1 / 2.4) - 0.055;
        return (int) Math.round(255 * tone);
    }

    private static double linear(int transfer, double x) {
        return switch (transfer) {
            case 16 -> {
                double power = Math.pow(x, 32 / 2523.0);
                double share = Math.max(0, power - 3424 / 4096.0) / (2413 / 128.0 - 2392 / 128.0 * power);
                yield 10_000 / 203.0 * Math.pow(share, 16384 / 2610.0);
            }
            case 18 -> x <= 0.5 ? x * x / 3 : (Math.exp((x - 0.55991073) / 0.17883277) + 0.28466892) / 12;
            case 8 -> x;
            default -> x <= 0.04045 ? x / 12.92 : Math.pow((x + 0.055) / 1.055, 2.4);
        };
    }

    private static double mobius(double x) {
        double j = 0.8;
        double peak = 1_000 / 203.0;
        if (x >= peak) {
            return 1;
        }
        double a = -j * j * (peak - 1) / (j * j - 2 * j + peak);
        double b = (j * j - 2 * j * peak + peak) / (peak - 1);
        return (b * b + 2 * b * j + j * j) / (b - a) * (x + a) / (x + b);
    }
}
