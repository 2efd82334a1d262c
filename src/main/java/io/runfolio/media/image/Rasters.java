package io.runfolio.media.image;

import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;

/**
 * Takes the samples out of decoded pictures as they were stored. {@code BufferedImage.getRGB} is not used on gray and 16-bit pictures: it takes gray as linear and brightens 127 to
 * 187.
 */
final class Rasters {
    private Rasters() {}

    static Pixels pixels(BufferedImage image) {
        ColorModel model = image.getColorModel();
        if (model instanceof IndexColorModel palette) {
            return indexed(image, palette);
        }
        int space = model.getColorSpace().getType();
        if (space == ColorSpace.TYPE_RGB && model instanceof ComponentColorModel && isBytes(image)) {
            return bytes(image.getRaster());
        }
        if (model instanceof ComponentColorModel && (space == ColorSpace.TYPE_GRAY || space == ColorSpace.TYPE_RGB)) {
            return components(image, model);
        }
        return drawn(image);
    }

    /** Returns whether a picture is of four inks, with or without alpha, which its reader left as they are. */
    static boolean isInks(BufferedImage image) {
        return image.getColorModel() instanceof ComponentColorModel model
                && model.getColorSpace().getType() == ColorSpace.TYPE_CMYK
                && model.getNumColorComponents() == 4;
    }

    /** Returns a picture's inks, four bytes a pixel. */
    static WritableRaster inks(BufferedImage image) {
        WritableRaster inks =
                Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, image.getWidth(), image.getHeight(), 4, null);
        float most = (1L << image.getColorModel().getComponentSize(0)) - 1;
        int bands = image.getRaster().getNumBands();
        float[] row = new float[image.getWidth() * bands];
        byte[] samples = ((DataBufferByte) inks.getDataBuffer()).getData();
        for (int y = 0, to = 0; y < image.getHeight(); y++) {
            image.getRaster().getPixels(0, y, image.getWidth(), 1, row);
            for (int from = 0; from < row.length; from += bands) {
                for (int ink = 0; ink < 4; ink++) {
                    samples[to++] = rounded(row[from + ink] * 255f / most);
                }
            }
        }
        return inks;
    }

    /** Returns pixels with the alpha of a picture of one size that has it as its last band. */
    static Pixels withAlpha(Pixels colours, BufferedImage image) {
        int band = image.getRaster().getNumBands() - 1;
        float most = (1L << image.getColorModel().getComponentSize(band)) - 1;
        Pixels opacity = Pixels.blank(colours.width(), colours.height(), 4);
        float[] row = new float[image.getWidth()];
        for (int y = 0, to = 3; y < image.getHeight(); y++) {
            image.getRaster().getSamples(0, y, row.length, 1, band, row);
            for (float sample : row) {
                opacity.samples()[to] = rounded(sample * 255f / most);
                to += 4;
            }
        }
        return colours.withAlphaOf(opacity);
    }

    private static Pixels indexed(BufferedImage image, IndexColorModel palette) {
        int channels = palette.hasAlpha() ? 4 : 3;
        Pixels pixels = Pixels.blank(image.getWidth(), image.getHeight(), channels);
        int[] colours = new int[palette.getMapSize()];
        palette.getRGBs(colours);
        int[] row = new int[image.getWidth()];
        int to = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRaster().getSamples(0, y, row.length, 1, 0, row);
            for (int index : row) {
                int colour = index < colours.length ? colours[index] : 0;
                pixels.samples()[to++] = (byte) (colour >> 16);
                pixels.samples()[to++] = (byte) (colour >> 8);
                pixels.samples()[to++] = (byte) colour;
                if (channels == 4) {
                    pixels.samples()[to++] = (byte) (colour >>> 24);
                }
            }
        }
        return pixels;
    }

    /** Returns whether samples are whole bytes beside each other, colours without alpha: what the platform's JPEG reader gives. */
    private static boolean isBytes(BufferedImage image) {
        return image.getSampleModel() instanceof PixelInterleavedSampleModel
                && image.getRaster().getDataBuffer() instanceof DataBufferByte
                && image.getSampleModel().getNumBands() == 3
                && image.getColorModel().getComponentSize(0) == 8;
    }

    private static Pixels bytes(Raster raster) {
        PixelInterleavedSampleModel model = (PixelInterleavedSampleModel) raster.getSampleModel();
        byte[] from = ((DataBufferByte) raster.getDataBuffer()).getData();
        int[] bands = model.getBandOffsets();
        int step = model.getPixelStride();
        Pixels pixels = Pixels.blank(raster.getWidth(), raster.getHeight(), 3);
        byte[] samples = pixels.samples();
        int to = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            int at = raster.getDataBuffer().getOffset()
                    + (y - raster.getSampleModelTranslateY()) * model.getScanlineStride()
                    - raster.getSampleModelTranslateX() * step;
            for (int x = 0; x < raster.getWidth(); x++, at += step, to += 3) {
                samples[to] = from[at + bands[0]];
                samples[to + 1] = from[at + bands[1]];
                samples[to + 2] = from[at + bands[2]];
            }
        }
        return pixels;
    }

    /** Gray or colour with or without alpha, of any depth: samples are scaled to 0..255 by their range. */
    private static Pixels components(BufferedImage image, ColorModel model) {
        Raster raster = image.getRaster();
        int colours = model.getNumColorComponents();
        boolean alpha = model.hasAlpha();
        boolean real =
                raster.getTransferType() == DataBuffer.TYPE_FLOAT || raster.getTransferType() == DataBuffer.TYPE_DOUBLE;
        int channels = alpha ? 4 : 3;
        Pixels pixels = Pixels.blank(image.getWidth(), image.getHeight(), channels);
        float[] scale = new float[raster.getNumBands()];
        for (int band = 0; band < scale.length; band++) {
            scale[band] = real ? 255f : 255f / ((1L << model.getComponentSize(band)) - 1);
        }
        float[] row = new float[image.getWidth() * raster.getNumBands()];
        int to = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            raster.getPixels(0, y, image.getWidth(), 1, row);
            if (raster.getTransferType() == DataBuffer.TYPE_INT) {
                unsigned(row);
            }
            for (int from = 0; from < row.length; from += scale.length) {
                float opacity = alpha ? row[from + colours] * scale[colours] : 255f;
                float undo = model.isAlphaPremultiplied() && opacity > 0 ? 255f / opacity : 1f;
                for (int channel = 0; channel < 3; channel++) {
                    int band = colours == 1 ? 0 : channel;
                    pixels.samples()[to++] = rounded(row[from + band] * scale[band] * undo);
                }
                if (alpha) {
                    pixels.samples()[to++] = rounded(opacity);
                }
            }
        }
        return pixels;
    }

    /** The upper half of 32-bit samples comes as negative numbers. */
    private static void unsigned(float[] row) {
        for (int at = 0; at < row.length; at++) {
            if (row[at] < 0) {
                row[at] += 0x1p32f;
            }
        }
    }

    /** Anything else, such as packed pixels, is drawn: drawing, unlike {@code getRGB}, keeps the tones. */
    private static Pixels drawn(BufferedImage image) {
        boolean alpha = image.getColorModel().hasAlpha();
        BufferedImage packed = new BufferedImage(
                image.getWidth(),
                image.getHeight(),
                alpha ? BufferedImage.TYPE_4BYTE_ABGR : BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = packed.createGraphics();
        graphics.drawImage(image, 0, 0, null);
        graphics.dispose();
        return components(packed, packed.getColorModel());
    }

    private static byte rounded(float value) {
        return (byte) Math.max(0, Math.min(255, (int) (value + 0.5f)));
    }
}
