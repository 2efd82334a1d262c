package io.runfolio.media.image.colour;

import java.util.Optional;

/** Converts CIE L*a*b* relative to a white point to sRGB: CIE 15:2004, section 8.2.1, backwards. */
public final class LabToSrgb {
    /** White point D50 in XYZ. */
    private static final double[] D50 = {0.9642, 1, 0.8249};

    private final double[] white;
    private final double[][] toSrgb;

    private LabToSrgb(double[] white, double[][] toSrgb) {
        this.white = white;
        this.toSrgb = toSrgb;
    }

    /** Returns the conversion relative to D50. */
    public static LabToSrgb ofD50() {
        return new LabToSrgb(D50, MatrixConversion.TO_SRGB);
    }

    /** Returns the conversion relative to a white of this chromaticity; empty if no light has it. */
    public static Optional<LabToSrgb> ofWhite(double x, double y) {
        return Primaries.xyzToSrgb(x, y).map(matrix -> new LabToSrgb(new double[] {x / y, 1, (1 - x - y) / y}, matrix));
    }

    /** Converts one color and writes it as R, G and B. */
    public void store(double lightness, double a, double b, byte[] samples, int to) {
        double y = (lightness + 16) / 116;
        double[] xyz = {white[0] * light(y + a / 500), white[1] * light(y), white[2] * light(y - b / 200)};
        double[] linear = Matrices.product(toSrgb, xyz);
        for (int channel = 0; channel < 3; channel++) {
            samples[to + channel] = SrgbEncoding.encode((float) linear[channel]);
        }
    }

    /** Returns the relative luminance of {@code (L* + 16) / 116}. */
    static double light(double share) {
        return share > 6 / 29.0 ? share * share * share : (share - 4 / 29.0) * 108 / 841;
    }
}
