package io.runfolio.media.image;

import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.util.Optional;
import javax.imageio.ImageReader;

/**
 * JPEG of four inks. Such files store 255 for no ink, as Adobe's programs do; browsers read those without Adobe's mark the same way. In YCCK, the first three of these stored samples are
 * inverted once more before they become Y, Cb and Cr (as libjpeg's {@code cmyk_ycck_convert} does), so that these stand for ink, while black stays inverted. Inks become light through the file's own profile, else by
 * {@code (1 - ink)(1 - black)}.
 */
final class CmykJpeg {
    private static final int YCCK = 2;

    private CmykJpeg() {}

    static Pixels decode(ImageReader reader, int adobeTransform, Optional<byte[]> profile) throws IOException {
        Raster stored = reader.readRaster(0, null);
        WritableRaster inks =
                Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, stored.getWidth(), stored.getHeight(), 4, null);
        byte[] samples = ((DataBufferByte) inks.getDataBuffer()).getData();
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
        return lights(inks, profile);
    }

    /**
     * Returns the light that inks leave.
     *
     * @param inks four bytes a pixel, 255 full ink
     */
    static Pixels lights(WritableRaster inks, Optional<byte[]> profile) {
        byte[] samples = ((DataBufferByte) inks.getDataBuffer()).getData();
        return profile.flatMap(icc -> managed(inks, icc))
                .orElseGet(() -> plain(samples, inks.getWidth(), inks.getHeight()));
    }

    /** Y, Cb, Cr to three stored samples: ITU-T T.871, clause 7, then inverted. */
    private static void toCmy(int[] row, int at) {
        double luma = row[at];
        double blue = row[at + 1] - 128;
        double red = row[at + 2] - 128;
        row[at] = 255 - cut(luma + 1.402 * red);
        row[at + 1] = 255 - cut(luma - 0.344136 * blue - 0.714136 * red);
        row[at + 2] = 255 - cut(luma + 1.772 * blue);
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

    private static Pixels plain(byte[] inks, int width, int height) {
        Pixels lights = Pixels.blank(width, height, 3);
        for (int from = 0, to = 0; from < inks.length; from += 4) {
            int light = 255 - (inks[from + 3] & 0xff);
            for (int ink = 0; ink < 3; ink++) {
                lights.samples()[to++] = (byte) (((255 - (inks[from + ink] & 0xff)) * light + 127) / 255);
            }
        }
        return lights;
    }

    private static int cut(double value) {
        return (int) Math.max(0, Math.min(255, Math.rint(value)));
    }
}
