package io.runfolio.media.image.colour;

import io.runfolio.media.image.pixel.BufferedImages;
import io.runfolio.media.image.pixel.Pixels;
import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.Optional;

/**
 * Converts CMYK to sRGB by the file's own profile, else as printed on coated paper.
 *
 * <p>CMYK samples are four bytes per pixel, 255 full ink.
 */
public final class CmykToRgb {
    private static final int CHANNELS = 4;

    private CmykToRgb() {}

    /**
     * Returns a picture in sRGB.
     *
     * @param reduction divisor of width and height, rounded up. The picture is averaged before its colors are
     *     converted, which takes more time than all other steps
     */
    public static Pixels convert(WritableRaster cmyk, Optional<byte[]> profile, int reduction) {
        WritableRaster less = reduction == 1 ? cmyk : reduced(cmyk, reduction);
        byte[] samples = samples(less);
        return profile.flatMap(icc -> managed(less, icc))
                .orElseGet(() -> CmykTable.convert(samples, less.getWidth(), less.getHeight()));
    }

    private static WritableRaster reduced(WritableRaster cmyk, int reduction) {
        int width = (cmyk.getWidth() + reduction - 1) / reduction;
        int height = (cmyk.getHeight() + reduction - 1) / reduction;
        WritableRaster less = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, height, CHANNELS, null);
        byte[] from = samples(cmyk);
        byte[] to = samples(less);
        int[] sums = new int[width * CHANNELS];
        for (int y = 0; y < height; y++) {
            int rows = Math.min(reduction, cmyk.getHeight() - y * reduction);
            for (int row = 0; row < rows; row++) {
                add(from, (y * reduction + row) * cmyk.getWidth() * CHANNELS, cmyk.getWidth(), reduction, sums);
            }
            for (int at = 0; at < sums.length; at++) {
                int pixels = rows * Math.min(reduction, cmyk.getWidth() - at / CHANNELS * reduction);
                to[y * sums.length + at] = (byte) ((sums[at] + pixels / 2) / pixels);
                sums[at] = 0;
            }
        }
        return less;
    }

    private static void add(byte[] from, int start, int width, int reduction, int[] sums) {
        for (int x = 0, at = start; x < width; x++, at += CHANNELS) {
            int to = x / reduction * CHANNELS;
            for (int ink = 0; ink < CHANNELS; ink++) {
                sums[to + ink] += from[at + ink] & 0xff;
            }
        }
    }

    private static Optional<Pixels> managed(WritableRaster cmyk, byte[] icc) {
        if (!new IccProfile(icc).colorSpace().equals("CMYK")) {
            return Optional.empty();
        }
        try {
            Pixels rgb = Pixels.blank(cmyk.getWidth(), cmyk.getHeight(), 3);
            ColorSpace press = PlatformColorSpace.space(icc);
            new ColorConvertOp(press, ColorSpace.getInstance(ColorSpace.CS_sRGB), null)
                    .filter(cmyk, BufferedImages.wrap(rgb).getRaster());
            return Optional.of(rgb);
        } catch (IllegalArgumentException | CMMException e) {
            return Optional.empty();
        }
    }

    private static byte[] samples(WritableRaster cmyk) {
        return ((DataBufferByte) cmyk.getDataBuffer()).getData();
    }
}
