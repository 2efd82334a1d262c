package io.runfolio.media.image.perceptual;

import com.luciad.imageio.webp.WebPImageReaderSpi;
import io.runfolio.media.image.encode.OutputFormat;
import io.runfolio.media.image.encode.StillEncoder;
import io.runfolio.media.image.pixel.BufferedImages;
import io.runfolio.media.image.pixel.Pixels;
import io.runfolio.media.image.pixel.Resampler;
import io.runfolio.media.image.pixel.Size;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Pictures for the measurement of hashes: the samples, and landscapes that are drawn from a seed. */
final class TestPictures {
    private static final List<String> SAMPLES =
            List.of("bloom_a", "bloom_b", "misty_ridges", "night_skyline", "reference_sketch");

    private TestPictures() {}

    static Map<String, Pixels> samples() {
        Map<String, Pixels> pictures = new LinkedHashMap<>();
        for (String name : SAMPLES) {
            try {
                Pixels picture = pixels(
                        ImageIO.read(Path.of("samples/media", name + ".png").toFile()));
                pictures.put(name, scaled(picture, 512.0 / picture.width()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return pictures;
    }

    /** Returns a landscape; a shift other than 0 moves its parts a little, as a neighboring seed would. */
    static Pixels landscape(int seed, double shift) {
        Random random = new Random(seed);
        Random moved = new Random(seed * 31L + Math.round(shift * 100));
        BufferedImage image = new BufferedImage(512, 384, BufferedImage.TYPE_INT_RGB);
        Graphics2D draw = image.createGraphics();
        draw.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        float hue = random.nextFloat();
        draw.setPaint(new GradientPaint(
                0, 0, Color.getHSBColor(hue, 0.6f, 0.9f), 0, 300, Color.getHSBColor(hue + 0.1f, 0.3f, 1f)));
        draw.fillRect(0, 0, 512, 384);
        for (int i = 0; i < 5; i++) {
            double x = random.nextInt(512) + shift * moved.nextGaussian() * 60;
            double y = random.nextInt(250) + shift * moved.nextGaussian() * 60;
            double size = 20 + random.nextInt(90);
            draw.setColor(Color.getHSBColor(random.nextFloat(), 0.7f, 0.4f + 0.6f * random.nextFloat()));
            draw.fill(new Ellipse2D.Double(x, y, size, size));
        }
        for (int i = 0; i < 3; i++) {
            Path2D hill = new Path2D.Double();
            hill.moveTo(0, 384);
            for (int x = 0; x <= 512; x += 64) {
                hill.lineTo(x, 180 + 50 * i + random.nextInt(80) + shift * moved.nextGaussian() * 30);
            }
            hill.lineTo(512, 384);
            hill.closePath();
            draw.setColor(Color.getHSBColor(random.nextFloat(), 0.5f, 0.8f - 0.2f * i));
            draw.fill(hill);
        }
        draw.dispose();
        return pixels(image);
    }

    /** Returns what another encoding or size makes of a picture, by name. */
    static Map<String, UnaryOperator<Pixels>> reencodings() {
        Map<String, UnaryOperator<Pixels>> all = new LinkedHashMap<>();
        for (int quality : new int[] {30, 50, 75, 95}) {
            all.put("JPEG, quality " + quality, picture -> encoded(picture, OutputFormat.JPG, quality));
        }
        for (int quality : new int[] {30, 80}) {
            all.put("WebP, quality " + quality, picture -> encoded(picture, OutputFormat.WEBP, quality));
        }
        all.put("half the size", picture -> scaled(picture, 0.5));
        all.put("a quarter of the size, JPEG 50", picture -> encoded(scaled(picture, 0.25), OutputFormat.JPG, 50));
        return all;
    }

    /** Returns changes to what a picture shows, by name. */
    static Map<String, UnaryOperator<Pixels>> changes() {
        Map<String, UnaryOperator<Pixels>> all = new LinkedHashMap<>();
        all.put("cropped by 1 % at each side", picture -> cropped(picture, 0.01));
        all.put("cropped by 3 % at each side", picture -> cropped(picture, 0.03));
        all.put("cropped by 10 % at each side", picture -> cropped(picture, 0.10));
        all.put("mirrored", TestPictures::mirrored);
        all.put("red and blue exchanged", TestPictures::recolored);
        return all;
    }

    static List<Pixels> landscapes(int count) {
        List<Pixels> all = new ArrayList<>();
        for (int seed = 1; seed <= count; seed++) {
            all.add(landscape(seed, 0));
        }
        return all;
    }

    private static Pixels encoded(Pixels picture, OutputFormat format, int quality) {
        try {
            byte[] bytes = new StillEncoder(4, 0xffffff).encode(picture, format, quality);
            return pixels(decoded(bytes, format));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Decodes WebP by libwebp, as ImageIO may choose another reader on the class path. */
    private static BufferedImage decoded(byte[] bytes, OutputFormat format) throws IOException {
        if (format != OutputFormat.WEBP) {
            return ImageIO.read(new ByteArrayInputStream(bytes));
        }
        ImageReader reader = new WebPImageReaderSpi().createReaderInstance(null);
        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(bytes))) {
            reader.setInput(in);
            return reader.read(0);
        } finally {
            reader.dispose();
        }
    }

    private static Pixels scaled(Pixels picture, double factor) {
        return Resampler.resize(picture, new Size((int) Math.round(picture.width() * factor), (int)
                Math.round(picture.height() * factor)));
    }

    private static Pixels cropped(Pixels picture, double part) {
        int x = (int) Math.round(picture.width() * part);
        int y = (int) Math.round(picture.height() * part);
        return pixels(
                BufferedImages.wrap(picture).getSubimage(x, y, picture.width() - 2 * x, picture.height() - 2 * y));
    }

    private static Pixels mirrored(Pixels picture) {
        Pixels mirrored = picture.copy();
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                for (int channel = 0; channel < picture.channels(); channel++) {
                    mirrored.samples()[(y * picture.width() + x) * picture.channels() + channel] = picture.samples()[
                            (y * picture.width() + picture.width() - 1 - x) * picture.channels() + channel];
                }
            }
        }
        return mirrored;
    }

    private static Pixels recolored(Pixels picture) {
        Pixels recolored = picture.copy();
        for (int at = 0; at < picture.samples().length; at += picture.channels()) {
            recolored.samples()[at] = picture.samples()[at + 2];
            recolored.samples()[at + 2] = picture.samples()[at];
        }
        return recolored;
    }

    private static Pixels pixels(BufferedImage image) {
        BufferedImage copy = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        copy.createGraphics().drawImage(image, 0, 0, null);
        return BufferedImages.pixels(copy).withoutAlpha();
    }
}
