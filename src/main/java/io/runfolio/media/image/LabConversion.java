package io.runfolio.media.image;

import java.awt.image.Raster;

/**
 * CIE L*a*b* of a TIFF to sRGB, relative to D50, or CIELab to the white that the file names, as libtiff takes it. Of CIELab, a* and b* are signed (TIFF 6.0, section 23, and the technical notes of Photoshop for 16 bits); of ICCLab, they are offset by 128, and 16 bits reach to 0xff00
 * (ICC.1:2001-04, annex A).
 */
final class LabConversion {
    private static final int CIELAB = 8;
    private static final int ICCLAB = 9;
    private static final int ITULAB = 10;
    private static final int REAL = 3;
    private static final double[] WHITE = {0.9642, 1, 0.8249};

    private final double[] white;
    private final double[][] toSrgb;

    private LabConversion(double[] white, double[][] toSrgb) {
        this.white = white;
        this.toSrgb = toSrgb;
    }

    private static LabConversion of(TiffLayout layout, boolean icc) {
        LabConversion usual = new LabConversion(WHITE, MatrixConversion.TO_SRGB);
        return layout.white()
                .filter(xy -> !icc)
                .flatMap(xy -> Primaries.xyzToSrgb(xy[0], xy[1])
                        .map(matrix -> new LabConversion(
                                new double[] {xy[0] / xy[1], 1, (1 - xy[0] - xy[1]) / xy[1]}, matrix)))
                .orElse(usual);
    }

    static boolean isLab(TiffLayout layout) {
        long photometric = layout.number(TiffLayout.PHOTOMETRIC, 2);
        return photometric >= CIELAB && photometric <= ITULAB;
    }

    /** Refuses encodings of which the samples could be taken for others. */
    static void refuseUnknown(TiffLayout layout) {
        long bits = layout.number(TiffLayout.BITS, 1);
        boolean known = layout.number(TiffLayout.PHOTOMETRIC, 2) != ITULAB
                && layout.number(TiffLayout.SAMPLES, 1) == 3
                && (bits == 8 || bits == 16)
                && layout.number(TiffLayout.SAMPLE_FORMAT, 1) < REAL
                && !layout.isJpeg();
        if (!known) {
            throw UnusableImageException.unsupported(
                    "unsupported_samples",
                    "The TIFF holds CIE L*a*b* of a sort that is not read here: use 3 samples of 8 or 16 whole bits");
        }
    }

    /** @param stored samples as they are in the file, not understood as colors by any reader */
    static Pixels pixels(Raster stored, TiffLayout layout) {
        boolean wide = layout.number(TiffLayout.BITS, 8) == 16;
        boolean icc = layout.number(TiffLayout.PHOTOMETRIC, CIELAB) == ICCLAB;
        LabConversion conversion = of(layout, icc);
        Pixels pixels = Pixels.blank(stored.getWidth(), stored.getHeight(), 3);
        int[] row = new int[3 * stored.getWidth()];
        double[] lab = new double[3];
        for (int y = 0, to = 0; y < stored.getHeight(); y++) {
            stored.getPixels(stored.getMinX(), stored.getMinY() + y, stored.getWidth(), 1, row);
            for (int at = 0; at < row.length; at += 3, to += 3) {
                lab[0] = 100.0 * row[at] / (wide ? icc ? 0xff00 : 0xffff : 255);
                lab[1] = chroma(row[at + 1], wide, icc);
                lab[2] = chroma(row[at + 2], wide, icc);
                conversion.store(lab, pixels.samples(), to);
            }
        }
        return pixels;
    }

    private static double chroma(int sample, boolean wide, boolean icc) {
        if (icc) {
            return (wide ? sample / 256.0 : sample) - 128;
        }
        return wide ? (short) sample / 256.0 : (byte) sample;
    }

    /** CIE 15:2004, section 8.2.1, backwards. */
    private void store(double[] lab, byte[] samples, int to) {
        double y = (lab[0] + 16) / 116;
        double[] xyz = {white[0] * light(y + lab[1] / 500), white[1] * light(y), white[2] * light(y - lab[2] / 200)};
        double[] linear = Matrices.product(toSrgb, xyz);
        for (int at = 0; at < 3; at++) {
            samples[to + at] = SrgbTone.encode((float) linear[at]);
        }
    }

    /** Returns the share of white's light: the third power, but for a straight start. */
    static double light(double share) {
        return share > 6 / 29.0 ? share * share * share : (share - 4 / 29.0) * 108 / 841;
    }
}
