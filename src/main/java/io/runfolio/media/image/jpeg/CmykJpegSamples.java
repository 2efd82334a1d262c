package io.runfolio.media.image.jpeg;

import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import javax.imageio.ImageReader;

/**
 * Reads the samples of a JPEG of CMYK or YCCK.
 *
 * <p>Files store 255 for no ink, as Adobe's programs do; browsers read files without Adobe's segment the same way. In
 * YCCK the first three of these stored samples are inverted before they become Y, Cb and Cr, as in libjpeg's
 * {@code cmyk_ycck_convert}, so they stand for ink, while black stays inverted.
 */
final class CmykJpegSamples {
    private static final int YCCK = 2;

    private CmykJpegSamples() {}

    /** Returns CMYK samples, four bytes per pixel, 255 full ink. */
    public static WritableRaster read(ImageReader reader, int adobeTransform) throws IOException {
        Raster stored = reader.readRaster(0, null);
        WritableRaster cmyk =
                Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, stored.getWidth(), stored.getHeight(), 4, null);
        byte[] samples = ((DataBufferByte) cmyk.getDataBuffer()).getData();
        int[] row = new int[stored.getWidth() * 4];
        for (int y = 0, to = 0; y < stored.getHeight(); y++) {
            stored.getPixels(stored.getMinX(), stored.getMinY() + y, stored.getWidth(), 1, row);
            for (int at = 0; at < row.length; at += 4, to += 4) {
                if (adobeTransform == YCCK) {
                    toCmy(row, at);
                }
                for (int ink = 0; ink < 4; ink++) {
                    samples[to + ink] = (byte) (255 - row[at + ink]);
                }
            }
        }
        return cmyk;
    }

    /** Converts Y, Cb, Cr to three stored samples: ITU-T T.871, clause 7, then inverted. */
    private static void toCmy(int[] row, int at) {
        double luma = row[at];
        double blue = row[at + 1] - 128;
        double red = row[at + 2] - 128;
        row[at] = 255 - clamp(luma + 1.402 * red);
        row[at + 1] = 255 - clamp(luma - 0.344136 * blue - 0.714136 * red);
        row[at + 2] = 255 - clamp(luma + 1.772 * blue);
    }

    private static int clamp(double value) {
        return (int) Math.max(0, Math.min(255, Math.rint(value)));
    }
}
