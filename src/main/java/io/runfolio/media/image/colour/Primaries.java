package io.runfolio.media.image.colour;

import java.util.Optional;

/**
 * Chromaticities of three primaries and of white.
 *
 * @param xy x and y of red, green, blue and white
 */
public record Primaries(double... xy) {
    public static final Primaries SRGB = new Primaries(0.64, 0.33, 0.30, 0.60, 0.15, 0.06, 0.3127, 0.3290);
    /** Matrix from XYZ relative to D65 to linear sRGB: IEC 61966-2-1. */
    private static final double[][] XYZ_TO_SRGB = Matrices.inverse(SRGB.toXyz().orElseThrow());
    /** Cone response matrix of Bradford. */
    private static final double[][] BRADFORD = {
        {0.8951, 0.2664, -0.1614}, {-0.7502, 1.7135, 0.0367}, {0.0389, -0.0685, 1.0296}
    };

    /** Returns the primaries of a code of ISO/IEC 23091-2, table 2; sRGB for 2, which means unspecified. */
    static Optional<Primaries> of(int code) {
        return switch (code) {
            case 1, 2 -> Optional.of(SRGB);
            case 4 -> Optional.of(new Primaries(0.67, 0.33, 0.21, 0.71, 0.14, 0.08, 0.310, 0.316));
            case 5 -> Optional.of(new Primaries(0.64, 0.33, 0.29, 0.60, 0.15, 0.06, 0.3127, 0.3290));
            case 6, 7 -> Optional.of(new Primaries(0.630, 0.340, 0.310, 0.595, 0.155, 0.070, 0.3127, 0.3290));
            case 8 -> Optional.of(new Primaries(0.681, 0.319, 0.243, 0.692, 0.145, 0.049, 0.310, 0.316));
            case 9 -> Optional.of(new Primaries(0.708, 0.292, 0.170, 0.797, 0.131, 0.046, 0.3127, 0.3290));
            case 10 -> Optional.of(new Primaries(1, 0, 0, 1, 0, 0, 1 / 3.0, 1 / 3.0));
            case 11 -> Optional.of(new Primaries(0.680, 0.320, 0.265, 0.690, 0.150, 0.060, 0.314, 0.351));
            case 12 -> Optional.of(new Primaries(0.680, 0.320, 0.265, 0.690, 0.150, 0.060, 0.3127, 0.3290));
            case 22 -> Optional.of(new Primaries(0.630, 0.340, 0.295, 0.605, 0.155, 0.077, 0.3127, 0.3290));
            default -> Optional.empty();
        };
    }

    /** Returns the matrix from XYZ relative to a white to linear sRGB; empty for an impossible white. */
    static Optional<double[][]> xyzToSrgb(double x, double y) {
        boolean possible = x >= 0.2 && y >= 0.2 && x + y <= 0.9;
        Primaries white = new Primaries(0.64, 0.33, 0.30, 0.60, 0.15, 0.06, x, y);
        return possible ? Optional.of(Matrices.product(XYZ_TO_SRGB, white.adaptation())) : Optional.empty();
    }

    /** Returns whether these are the primaries of sRGB, within rounding. */
    boolean isSrgb() {
        for (int at = 0; at < 8; at++) {
            if (Math.abs(xy[at] - SRGB.xy[at]) > 0.003) {
                return false;
            }
        }
        return true;
    }

    /** Returns the luminance share of each primary; empty if the primaries span no space. */
    Optional<double[]> luminances() {
        return toXyz().map(matrix -> matrix[1]);
    }

    /**
     * Returns the matrix to linear sRGB; empty if the primaries span no space.
     *
     * <p>White is adapted by Bradford's method.
     */
    public Optional<double[][]> toSrgb() {
        return toXyz().map(matrix -> {
            double[][] adapted = Matrices.product(adaptation(), matrix);
            return Matrices.product(XYZ_TO_SRGB, adapted);
        });
    }

    private Optional<double[][]> toXyz() {
        for (double one : xy) {
            if (!(one >= -1 && one <= 2)) {
                return Optional.empty();
            }
        }
        if (xy[7] < 0.01) {
            return Optional.empty();
        }
        double[][] columns = new double[3][3];
        for (int primary = 0; primary < 3; primary++) {
            double x = xy[2 * primary];
            double y = xy[2 * primary + 1];
            columns[0][primary] = x;
            columns[1][primary] = y;
            columns[2][primary] = 1 - x - y;
        }
        if (Math.abs(Matrices.determinant(columns)) < 1e-4) {
            return Optional.empty();
        }
        double[] scale = Matrices.product(Matrices.inverse(columns), white());
        for (double[] row : columns) {
            for (int primary = 0; primary < 3; primary++) {
                row[primary] *= scale[primary];
            }
        }
        return Optional.of(columns);
    }

    private double[] white() {
        return new double[] {xy[6] / xy[7], 1, (1 - xy[6] - xy[7]) / xy[7]};
    }

    private double[][] adaptation() {
        double[] from = Matrices.product(BRADFORD, white());
        double[] to = Matrices.product(BRADFORD, SRGB.white());
        double[][] scaled = new double[3][3];
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 3; column++) {
                scaled[row][column] = BRADFORD[row][column] * to[row] / from[row];
            }
        }
        return Matrices.product(Matrices.inverse(BRADFORD), scaled);
    }
}
