package io.runfolio.media.image.colour;

import io.runfolio.media.image.pixel.Pixels;
import java.util.Optional;

/**
 * Converts a profile of three primaries and tone curves, such as Display P3, to sRGB.
 *
 * <p>Curves, one 3x3 matrix through XYZ (D50), and the curve of sRGB.
 */
final class MatrixConversion implements ColorConversion {
    /**
     * Matrix from XYZ relative to D50 to linear sRGB. It is sRGB's primaries adapted by Bradford's method, inverted.
     */
    static final double[][] TO_SRGB = {
        {3.1338561, -1.6168667, -0.4906146},
        {-0.9787684, 1.9161415, 0.0334540},
        {0.0719453, -0.2289914, 1.4052427}
    };

    private final float[][] curves = new float[3][256];
    private final float[][] matrix = new float[3][3];

    private MatrixConversion(double[][] tones, double[][] primaries) {
        for (int channel = 0; channel < 3; channel++) {
            for (int at = 0; at < 256; at++) {
                curves[channel][at] = (float) tones[channel][at];
            }
            for (int row = 0; row < 3; row++) {
                double sum = 0;
                for (int k = 0; k < 3; k++) {
                    sum += TO_SRGB[row][k] * primaries[channel][k];
                }
                matrix[row][channel] = (float) sum;
            }
        }
    }

    /** Returns the conversion. Empty if the profile lacks such tags or has lookup tables, which take precedence. */
    static Optional<ColorConversion> of(IccProfile tags) {
        if (tags.has("A2B0")) {
            return Optional.empty();
        }
        double[][] tones = new double[3][];
        double[][] primaries = new double[3][];
        for (int channel = 0; channel < 3; channel++) {
            String letter = "rgb".substring(channel, channel + 1);
            Optional<double[]> tone = tags.curve(letter + "TRC");
            Optional<double[]> primary = tags.xyz(letter + "XYZ");
            if (tone.isEmpty() || primary.isEmpty()) {
                return Optional.empty();
            }
            tones[channel] = tone.get();
            primaries[channel] = primary.get();
        }
        MatrixConversion conversion = new MatrixConversion(tones, primaries);
        return Optional.of(conversion.isIdentity() ? pixels -> pixels : conversion);
    }

    /** Returns whether colors all over the cube change by one step at most: the profile is sRGB. */
    private boolean isIdentity() {
        Pixels cube = Pixels.blank(6 * 6 * 6, 1, 3);
        for (int at = 0; at < 216; at++) {
            cube.samples()[3 * at] = (byte) (at / 36 * 51);
            cube.samples()[3 * at + 1] = (byte) (at / 6 % 6 * 51);
            cube.samples()[3 * at + 2] = (byte) (at % 6 * 51);
        }
        byte[] converted = apply(cube).samples();
        for (int at = 0; at < converted.length; at++) {
            if (Math.abs((converted[at] & 0xff) - (cube.samples()[at] & 0xff)) > 1) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Pixels apply(Pixels pixels) {
        byte[] in = pixels.samples();
        byte[] out = in.clone();
        for (int at = 0; at + 2 < in.length; at += pixels.channels()) {
            float red = curves[0][in[at] & 0xff];
            float green = curves[1][in[at + 1] & 0xff];
            float blue = curves[2][in[at + 2] & 0xff];
            for (int row = 0; row < 3; row++) {
                float[] weights = matrix[row];
                out[at + row] = SrgbEncoding.encode(weights[0] * red + weights[1] * green + weights[2] * blue);
            }
        }
        return new Pixels(pixels.width(), pixels.height(), pixels.channels(), out);
    }
}
