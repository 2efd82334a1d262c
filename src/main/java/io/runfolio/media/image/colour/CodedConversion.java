package io.runfolio.media.image.colour;

import io.runfolio.media.image.pixel.Pixels;

/** Converts a space of three primaries and a tone curve to sRGB; HDR highlights are compressed. */
final class CodedConversion implements ColorConversion {
    private static final int BLACK = 16;
    private static final int RANGE = 219;

    private final float[] curve = new float[256];
    private final float[][] matrix = new float[3][3];
    private final float[] luminances = new float[3];
    private final boolean hdr;
    private final boolean hlg;

    CodedConversion(CodedColorSpace colors, double[][] toSrgb) {
        for (int at = 0; at < 256; at++) {
            double share = colors.narrow() ? (at - BLACK) / (double) RANGE : at / 255.0;
            curve[at] = (float) colors.curve().applyAsDouble(Math.max(0, Math.min(1, share)));
        }
        double[] shares = colors.primaries().luminances().orElseThrow();
        for (int row = 0; row < 3; row++) {
            luminances[row] = (float) shares[row];
            for (int column = 0; column < 3; column++) {
                matrix[row][column] = (float) toSrgb[row][column];
            }
        }
        hdr = colors.hdr();
        hlg = colors.transfer() == ToneCurves.HLG;
    }

    @Override
    public Pixels apply(Pixels pixels) {
        byte[] in = pixels.samples();
        byte[] out = in.clone();
        for (int at = 0; at + 2 < in.length; at += pixels.channels()) {
            float red = curve[in[at] & 0xff];
            float green = curve[in[at + 1] & 0xff];
            float blue = curve[in[at + 2] & 0xff];
            float system = hlg ? system(red, green, blue) : 1;
            float first = system * (matrix[0][0] * red + matrix[0][1] * green + matrix[0][2] * blue);
            float second = system * (matrix[1][0] * red + matrix[1][1] * green + matrix[1][2] * blue);
            float third = system * (matrix[2][0] * red + matrix[2][1] * green + matrix[2][2] * blue);
            float back = hdr ? (float) HighlightCurve.factor(Math.max(first, Math.max(second, third))) : 1;
            out[at] = SrgbEncoding.encode(back * first);
            out[at + 1] = SrgbEncoding.encode(back * second);
            out[at + 2] = SrgbEncoding.encode(back * third);
        }
        return new Pixels(pixels.width(), pixels.height(), pixels.channels(), out);
    }

    private float system(float red, float green, float blue) {
        return (float) ToneCurves.hlgSystem(luminances[0] * red + luminances[1] * green + luminances[2] * blue);
    }
}
