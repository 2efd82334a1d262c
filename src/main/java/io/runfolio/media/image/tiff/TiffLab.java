package io.runfolio.media.image.tiff;

import io.runfolio.media.image.colour.LabToSrgb;
import io.runfolio.media.image.format.UnusableImageException;
import io.runfolio.media.image.pixel.Pixels;
import java.awt.image.Raster;

/**
 * Samples of a TIFF in CIE L*a*b*.
 *
 * <p>CIELab is relative to the white that the file names, as libtiff takes it, and its a* and b* are signed: TIFF 6.0,
 * section 23, and the technical notes of Photoshop for 16 bits. ICCLab is relative to D50, its a* and b* are offset by
 * 128, and 16 bits reach to 0xff00: ICC.1:2001-04, annex A.
 */
final class TiffLab {
    private static final int CIELAB = 8;
    private static final int ICCLAB = 9;
    private static final int ITULAB = 10;
    private static final int REAL = 3;

    private TiffLab() {}

    static boolean isLab(TiffSampleLayout layout) {
        long photometric = layout.number(TiffSampleLayout.PHOTOMETRIC, 2);
        return photometric >= CIELAB && photometric <= ITULAB;
    }

    /**
     * Refuses encodings whose samples could be taken for others.
     *
     * @throws UnusableImageException if the samples are not 3 whole numbers of 8 or 16 bits
     */
    static void requireKnown(TiffSampleLayout layout) {
        long bits = layout.number(TiffSampleLayout.BITS, 1);
        boolean known = layout.number(TiffSampleLayout.PHOTOMETRIC, 2) != ITULAB
                && layout.number(TiffSampleLayout.SAMPLES, 1) == 3
                && (bits == 8 || bits == 16)
                && layout.number(TiffSampleLayout.SAMPLE_FORMAT, 1) < REAL
                && !layout.isJpeg();
        if (!known) {
            throw UnusableImageException.unsupported(
                    "unsupported_samples",
                    "The TIFF has CIE L*a*b* in an unsupported encoding: use 3 samples of 8 or 16 whole bits");
        }
    }

    /** Returns the picture in sRGB of samples as they are in the file, not converted by any reader. */
    static Pixels pixels(Raster stored, TiffSampleLayout layout) {
        boolean wide = layout.number(TiffSampleLayout.BITS, 8) == 16;
        boolean icc = layout.number(TiffSampleLayout.PHOTOMETRIC, CIELAB) == ICCLAB;
        double fullLightness = wide ? icc ? 0xff00 : 0xffff : 255;
        LabToSrgb conversion = conversion(layout, icc);
        Pixels pixels = Pixels.blank(stored.getWidth(), stored.getHeight(), 3);
        int[] row = new int[3 * stored.getWidth()];
        for (int y = 0, to = 0; y < stored.getHeight(); y++) {
            stored.getPixels(stored.getMinX(), stored.getMinY() + y, stored.getWidth(), 1, row);
            for (int at = 0; at < row.length; at += 3, to += 3) {
                double a = chroma(row[at + 1], wide, icc);
                double b = chroma(row[at + 2], wide, icc);
                conversion.store(100.0 * row[at] / fullLightness, a, b, pixels.samples(), to);
            }
        }
        return pixels;
    }

    private static LabToSrgb conversion(TiffSampleLayout layout, boolean icc) {
        return layout.white()
                .filter(xy -> !icc)
                .flatMap(xy -> LabToSrgb.ofWhite(xy[0], xy[1]))
                .orElseGet(LabToSrgb::ofD50);
    }

    private static double chroma(int sample, boolean wide, boolean icc) {
        if (icc) {
            return (wide ? sample / 256.0 : sample) - 128;
        }
        return wide ? (short) sample / 256.0 : (byte) sample;
    }
}
