package io.runfolio.media.image;

import com.luciad.imageio.webp.CompressionType;
import com.luciad.imageio.webp.WebPImageWriterSpi;
import com.luciad.imageio.webp.WebPWriteParam;
import io.runfolio.media.image.pixel.Pixels;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pictures with known pixels, and access to pixels. */
public final class Pictures {
    private Pictures() {}

    /** Returns smooth ramps with a mark in the upper left corner: each orientation looks different. */
    public static BufferedImage scene(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                boolean mark = x < width / 3 && y < height / 4;
                int red = mark ? 250 : 40 + 180 * x / width;
                int green = mark ? 20 : 40 + 180 * y / height;
                image.setRGB(x, y, red << 16 | green << 8 | 90);
            }
        }
        return image;
    }

    static BufferedImage flat(int width, int height, int rgb) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, rgb);
            }
        }
        return image;
    }

    public static byte[] encoded(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (!ImageIO.write(image, format, bytes)) {
            throw new IOException("no writer for " + format);
        }
        return bytes.toByteArray();
    }

    /** Returns an interlaced PNG or a progressive JPEG. */
    static byte[] progressive(BufferedImage image, String format) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        ImageWriteParam param = writer.getDefaultWriteParam();
        param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
        return written(writer, image, param);
    }

    static byte[] losslessWebp(BufferedImage image) throws IOException {
        WebPWriteParam param = new WebPWriteParam(Locale.ROOT);
        param.setCompressionType(CompressionType.Lossless);
        return written(new WebPImageWriterSpi().createWriterInstance(null), image, param);
    }

    private static byte[] written(ImageWriter writer, BufferedImage image, ImageWriteParam param) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), param);
        }
        return bytes.toByteArray();
    }

    /**
     * Returns 8-bit samples as stored, not by the code under test.
     *
     * <p>{@code getRGB} is used for color only, as it would brighten gray.
     */
    public static Pixels pixels(BufferedImage image) {
        boolean alpha = image.getColorModel().hasAlpha();
        boolean gray = image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
        int channels = alpha ? 4 : 3;
        Pixels pixels = Pixels.blank(image.getWidth(), image.getHeight(), channels);
        for (int y = 0, to = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int color = gray ? gray(image, x, y) : image.getRGB(x, y);
                for (int shift : alpha ? new int[] {16, 8, 0, 24} : new int[] {16, 8, 0}) {
                    pixels.samples()[to++] = (byte) (color >> shift);
                }
            }
        }
        return pixels;
    }

    private static int gray(BufferedImage image, int x, int y) {
        int[] samples = image.getRaster().getPixel(x, y, (int[]) null);
        int shift = image.getColorModel().getComponentSize(0) - 8;
        int opacity = samples.length > 1 ? samples[1] >> shift : 255;
        return opacity << 24 | (samples[0] >> shift) * 0x010101;
    }

    /** Returns one pixel as 0xAARRGGBB. */
    public static int at(Pixels pixels, int x, int y) {
        int from = (y * pixels.width() + x) * pixels.channels();
        byte[] samples = pixels.samples();
        int alpha = pixels.hasAlpha() ? samples[from + 3] & 0xff : 255;
        return alpha << 24 | (samples[from] & 0xff) << 16 | (samples[from + 1] & 0xff) << 8 | samples[from + 2] & 0xff;
    }

    public static int red(Pixels pixels, int x, int y) {
        return at(pixels, x, y) >> 16 & 0xff;
    }

    public static int green(Pixels pixels, int x, int y) {
        return at(pixels, x, y) >> 8 & 0xff;
    }

    public static int blue(Pixels pixels, int x, int y) {
        return at(pixels, x, y) & 0xff;
    }

    public static int alpha(Pixels pixels, int x, int y) {
        return at(pixels, x, y) >>> 24;
    }

    /**
     * Returns the mean absolute difference of the color samples of two pictures. They must have one size; the
     * difference is in steps of 255.
     */
    public static double difference(Pixels one, Pixels other) {
        if (one.width() != other.width() || one.height() != other.height()) {
            throw new AssertionError("sizes differ: " + one + " and " + other);
        }
        long sum = 0;
        for (int y = 0; y < one.height(); y++) {
            for (int x = 0; x < one.width(); x++) {
                sum += Math.abs(red(one, x, y) - red(other, x, y))
                        + Math.abs(green(one, x, y) - green(other, x, y))
                        + Math.abs(blue(one, x, y) - blue(other, x, y));
            }
        }
        return sum / (3.0 * one.width() * one.height());
    }

    /** Returns rings that become finer outwards, to the finest that the picture can hold. */
    public static Pixels zonePlate(int side) {
        Pixels plate = Pixels.blank(side, side, 3);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                double squared = Math.pow(x - side / 2.0, 2) + Math.pow(y - side / 2.0, 2);
                int value = (int) Math.round(127.5 + 127.5 * Math.cos(Math.PI * squared / side));
                Arrays.fill(plate.samples(), 3 * (y * side + x), 3 * (y * side + x) + 3, (byte) value);
            }
        }
        return plate;
    }
}
