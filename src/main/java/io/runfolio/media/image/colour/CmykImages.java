package io.runfolio.media.image.colour;

import io.runfolio.media.image.pixel.Pixels;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.Optional;

/** Converts CMYK pictures of ImageIO's readers to sRGB, with or without alpha. */
public final class CmykImages {
    private CmykImages() {}

    /** Returns whether a picture is in CMYK. */
    public static boolean isCmyk(BufferedImage image) {
        return image.getColorModel() instanceof ComponentColorModel model
                && model.getColorSpace().getType() == ColorSpace.TYPE_CMYK
                && model.getNumColorComponents() == 4;
    }

    /**
     * Returns a CMYK picture in sRGB, with its alpha.
     *
     * @param reduction divisor of width and height; a picture with alpha is not reduced
     */
    public static Pixels toRgb(BufferedImage image, Optional<byte[]> profile, int reduction) {
        boolean alpha = image.getColorModel().hasAlpha();
        Pixels rgb = CmykToRgb.convert(cmyk(image), profile, alpha ? 1 : reduction);
        return alpha ? withAlpha(rgb, image) : rgb;
    }

    /** Returns the CMYK samples: four bytes per pixel, 255 full ink. */
    private static WritableRaster cmyk(BufferedImage image) {
        WritableRaster cmyk =
                Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, image.getWidth(), image.getHeight(), 4, null);
        float full = (1L << image.getColorModel().getComponentSize(0)) - 1;
        int bands = image.getRaster().getNumBands();
        float[] row = new float[image.getWidth() * bands];
        byte[] samples = ((DataBufferByte) cmyk.getDataBuffer()).getData();
        for (int y = 0, to = 0; y < image.getHeight(); y++) {
            image.getRaster().getPixels(0, y, image.getWidth(), 1, row);
            for (int from = 0; from < row.length; from += bands) {
                for (int ink = 0; ink < 4; ink++) {
                    samples[to++] = Pixels.sample(row[from + ink] * 255f / full);
                }
            }
        }
        return cmyk;
    }

    /** Returns pixels with the alpha of a picture of the same size, which is its last band. */
    private static Pixels withAlpha(Pixels colors, BufferedImage image) {
        int band = image.getRaster().getNumBands() - 1;
        float opaque = (1L << image.getColorModel().getComponentSize(band)) - 1;
        Pixels alpha = Pixels.blank(colors.width(), colors.height(), 4);
        float[] row = new float[image.getWidth()];
        for (int y = 0, to = 3; y < image.getHeight(); y++) {
            image.getRaster().getSamples(0, y, row.length, 1, band, row);
            for (float sample : row) {
                alpha.samples()[to] = Pixels.sample(sample * 255f / opaque);
                to += 4;
            }
        }
        return colors.withAlphaOf(alpha);
    }
}
