package io.runfolio.media.image.pixel;

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
 * Converts between {@link BufferedImage} and {@link Pixels} without changing samples.
 *
 * <p>{@code BufferedImage.getRGB} is not used on gray and 16-bit pictures: it treats gray as linear and brightens 127
 * to 187.
 */
public final class BufferedImages {
    private BufferedImages() {}

    /** Returns the samples of a picture in RGB, gray or a palette, scaled to 8 bits. */
    public static Pixels pixels(BufferedImage image) {
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

    /** Returns a picture that shares the samples. */
    public static BufferedImage wrap(Pixels pixels) {
        int[] offsets = pixels.hasAlpha() ? new int[] {0, 1, 2, 3} : new int[] {0, 1, 2};
        WritableRaster raster = Raster.createInterleavedRaster(
                new DataBufferByte(pixels.samples(), pixels.samples().length),
                pixels.width(),
                pixels.height(),
                pixels.width() * pixels.channels(),
                pixels.channels(),
                offsets,
                null);
        ColorModel model = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_sRGB),
                pixels.hasAlpha(),
                false,
                pixels.hasAlpha() ? ColorModel.TRANSLUCENT : ColorModel.OPAQUE,
                DataBuffer.TYPE_BYTE);
        return new BufferedImage(model, raster, false, null);
    }

    /** Returns the type of {@link BufferedImage} that holds the samples without loss. */
    public static int type(Pixels pixels) {
        return pixels.hasAlpha() ? BufferedImage.TYPE_4BYTE_ABGR : BufferedImage.TYPE_3BYTE_BGR;
    }

    /** Returns the type of a picture of bytes that can hold another picture. */
    public static int type(BufferedImage image) {
        return image.getColorModel().hasAlpha() ? BufferedImage.TYPE_4BYTE_ABGR : BufferedImage.TYPE_3BYTE_BGR;
    }

    private static Pixels indexed(BufferedImage image, IndexColorModel palette) {
        int channels = palette.hasAlpha() ? 4 : 3;
        Pixels pixels = Pixels.blank(image.getWidth(), image.getHeight(), channels);
        int[] colors = new int[palette.getMapSize()];
        palette.getRGBs(colors);
        int[] row = new int[image.getWidth()];
        int to = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRaster().getSamples(0, y, row.length, 1, 0, row);
            for (int index : row) {
                int color = index < colors.length ? colors[index] : 0;
                pixels.samples()[to++] = (byte) (color >> 16);
                pixels.samples()[to++] = (byte) (color >> 8);
                pixels.samples()[to++] = (byte) color;
                if (channels == 4) {
                    pixels.samples()[to++] = (byte) (color >>> 24);
                }
            }
        }
        return pixels;
    }

    /** Returns whether samples are interleaved bytes, with straight alpha or none. */
    private static boolean isBytes(BufferedImage image) {
        return image.getSampleModel() instanceof PixelInterleavedSampleModel
                && image.getRaster().getDataBuffer() instanceof DataBufferByte
                && image.getSampleModel().getNumBands()
                        == (image.getColorModel().hasAlpha() ? 4 : 3)
                && !image.isAlphaPremultiplied()
                && image.getColorModel().getComponentSize(0) == 8;
    }

    private static Pixels bytes(Raster raster) {
        PixelInterleavedSampleModel model = (PixelInterleavedSampleModel) raster.getSampleModel();
        byte[] from = ((DataBufferByte) raster.getDataBuffer()).getData();
        int[] bands = model.getBandOffsets();
        int step = model.getPixelStride();
        int channels = bands.length;
        Pixels pixels = Pixels.blank(raster.getWidth(), raster.getHeight(), channels);
        byte[] samples = pixels.samples();
        int to = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            int at = raster.getDataBuffer().getOffset()
                    + (y - raster.getSampleModelTranslateY()) * model.getScanlineStride()
                    - raster.getSampleModelTranslateX() * step;
            for (int x = 0; x < raster.getWidth(); x++, at += step, to += channels) {
                samples[to] = from[at + bands[0]];
                samples[to + 1] = from[at + bands[1]];
                samples[to + 2] = from[at + bands[2]];
                if (channels == 4) {
                    samples[to + 3] = from[at + bands[3]];
                }
            }
        }
        return pixels;
    }

    /** Converts gray or color of any depth, with or without alpha; samples are scaled by their range. */
    private static Pixels components(BufferedImage image, ColorModel model) {
        Raster raster = image.getRaster();
        int colors = model.getNumColorComponents();
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
                float opacity = alpha ? row[from + colors] * scale[colors] : 255f;
                float undo = model.isAlphaPremultiplied() && opacity > 0 ? 255f / opacity : 1f;
                for (int channel = 0; channel < 3; channel++) {
                    int band = colors == 1 ? 0 : channel;
                    pixels.samples()[to++] = Pixels.sample(row[from + band] * scale[band] * undo);
                }
                if (alpha) {
                    pixels.samples()[to++] = Pixels.sample(opacity);
                }
            }
        }
        return pixels;
    }

    /** Corrects 32-bit samples, whose upper half is read as negative numbers. */
    private static void unsigned(float[] row) {
        for (int at = 0; at < row.length; at++) {
            if (row[at] < 0) {
                row[at] += 0x1p32f;
            }
        }
    }

    /** Converts any other picture by drawing it, which keeps the tones, unlike {@code getRGB}. */
    private static Pixels drawn(BufferedImage image) {
        BufferedImage packed = new BufferedImage(image.getWidth(), image.getHeight(), type(image));
        Graphics2D graphics = packed.createGraphics();
        graphics.drawImage(image, 0, 0, null);
        graphics.dispose();
        return components(packed, packed.getColorModel());
    }
}
