package io.runfolio.media.image;

import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.Optional;

/** Four inks to light: through the file's own profile, else as a press on coated paper. Inks are four bytes a pixel, 255 full ink. */
final class InkConversion {
    private static final int INKS = 4;

    private InkConversion() {}

    /**
     * Returns the light that inks leave.
     *
     * @param reduction by how much width and height are divided, rounded up; each pixel is then the mean of a square of inks. To convert colours takes more time than all else that is done to a picture of inks
     */
    static Pixels lights(WritableRaster inks, Optional<byte[]> profile, int reduction) {
        WritableRaster less = reduction == 1 ? inks : reduced(inks, reduction);
        byte[] samples = samples(less);
        return profile.flatMap(icc -> managed(less, icc))
                .orElseGet(() -> PressTable.lights(samples, less.getWidth(), less.getHeight()));
    }

    private static WritableRaster reduced(WritableRaster inks, int reduction) {
        int width = (inks.getWidth() + reduction - 1) / reduction;
        int height = (inks.getHeight() + reduction - 1) / reduction;
        WritableRaster less = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, height, INKS, null);
        byte[] from = samples(inks);
        byte[] to = samples(less);
        int[] sums = new int[width * INKS];
        for (int y = 0; y < height; y++) {
            int rows = Math.min(reduction, inks.getHeight() - y * reduction);
            for (int row = 0; row < rows; row++) {
                add(from, (y * reduction + row) * inks.getWidth() * INKS, inks.getWidth(), reduction, sums);
            }
            for (int at = 0; at < sums.length; at++) {
                int pixels = rows * Math.min(reduction, inks.getWidth() - at / INKS * reduction);
                to[y * sums.length + at] = (byte) ((sums[at] + pixels / 2) / pixels);
                sums[at] = 0;
            }
        }
        return less;
    }

    private static void add(byte[] from, int start, int width, int reduction, int[] sums) {
        for (int x = 0, at = start; x < width; x++, at += INKS) {
            int to = x / reduction * INKS;
            for (int ink = 0; ink < INKS; ink++) {
                sums[to + ink] += from[at + ink] & 0xff;
            }
        }
    }

    private static Optional<Pixels> managed(WritableRaster inks, byte[] icc) {
        if (!new IccTags(icc).colourSpace().equals("CMYK")) {
            return Optional.empty();
        }
        try {
            Pixels lights = Pixels.blank(inks.getWidth(), inks.getHeight(), 3);
            ColorSpace press = PlatformProfile.space(icc);
            new ColorConvertOp(press, ColorSpace.getInstance(ColorSpace.CS_sRGB), null)
                    .filter(inks, StillEncoder.image(lights).getRaster());
            return Optional.of(lights);
        } catch (IllegalArgumentException | CMMException e) {
            return Optional.empty();
        }
    }

    private static byte[] samples(WritableRaster inks) {
        return ((DataBufferByte) inks.getDataBuffer()).getData();
    }
}
