package io.runfolio.media.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.media.MediaResult;
import io.runfolio.media.image.encode.OutputFormat;
import io.runfolio.media.image.encode.StillEncoder;
import io.runfolio.media.image.pixel.BufferedImages;
import io.runfolio.media.image.pixel.Pixels;
import io.runfolio.media.image.pixel.Size;
import io.runfolio.run.DerivativeKind;
import io.runfolio.run.DerivativeSettings;
import java.awt.image.BufferedImage;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Derivatives from file to file against the kernel's definition applied by the platform's readers. */
class ResizeQualityIT {
    /** The short form has hardly any reduction, one by a whole number, one by a fraction and a large one. */
    private static final double[] REDUCTIONS = Boolean.getBoolean("runfolio.long")
            ? new double[] {1.1, 1.25, 1.5, 2, 2.7, 4, 5.5, 8, 11, 16, 20}
            : new double[] {1.1, 2, 2.7, 11};

    @TempDir
    Path folder;

    static List<Path> samples() throws Exception {
        try (Stream<Path> files = Files.walk(Path.of("samples/media"))) {
            return files.filter(file -> file.toString().matches(".*\\.(png|jpg)")
                            && !file.toString().contains("broken"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void sample_pictures_are_reduced_as_the_kernel_defines_it(Path sample) throws Exception {
        check(sample.getFileName().toString(), Files.readAllBytes(sample));
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg"})
    void large_pictures_are_reduced_as_the_kernel_defines_it(String format) throws Exception {
        check("a." + format, file(PhotoLikePictures.of(1920, 1280, 3), format));
    }

    /** A thumb is made of the web picture, and must be as good as one of the original. */
    @Test
    void a_thumb_of_the_web_picture_is_as_good_as_one_of_the_original() throws Exception {
        Pixels source = PhotoLikePictures.of(2400, 1600, 4);
        DerivativeSettings wanted =
                new DerivativeSettings(1600, "png", 100, 384, "png", 100, 1280, 640, "jpg", false, true);
        MediaResult result = new ProcessorRun(folder).with(wanted).derive("a.png", file(source, "png"));
        Pixels thumb = ProcessorRun.pixels(result, DerivativeKind.THUMB);
        assertThat(StructuralSimilarity.ssim(thumb, ReferenceLanczos.resize(source, new Size(384, 256))))
                .isGreaterThanOrEqualTo(0.99);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg"})
    void a_zone_plate_shows_no_more_moire_than_the_reference(String format) throws Exception {
        byte[] file = file(Pictures.zonePlate(1200), format);
        Pixels source = decoded("plate." + format, file);
        for (double reduction : REDUCTIONS) {
            int longest = (int) Math.round(1200 / reduction);
            Pixels web = web("a." + format, file, longest);
            Pixels reference = ReferenceLanczos.resize(source, new Size(longest, longest));
            assertThat(Pictures.difference(web, reference))
                    .as("reduced %s times", reduction)
                    .isLessThan(1);
            assertThat(cornerContrast(web))
                    .as("reduced %s times", reduction)
                    .isLessThanOrEqualTo(cornerContrast(reference) + 1);
        }
    }

    private void check(String name, byte[] file) throws Exception {
        Pixels source = decoded("source-" + name, file);
        int longest = Math.max(source.width(), source.height());
        for (double reduction : REDUCTIONS) {
            Size size = new Size(source.width(), source.height()).within((int) Math.round(longest / reduction), false);
            Pixels web = web(name, file, Math.max(size.width(), size.height()));
            assertThat(StructuralSimilarity.ssim(web, ReferenceLanczos.resize(source, size)))
                    .as("%s reduced %s times", name, reduction)
                    .isGreaterThanOrEqualTo(0.99);
        }
    }

    private Pixels web(String name, byte[] file, int longest) throws Exception {
        DerivativeSettings wanted =
                new DerivativeSettings(longest, "png", 100, 16, "png", 100, 1280, 640, "jpg", false, true);
        MediaResult result = new ProcessorRun(folder).with(wanted).derive(name, file);
        Pixels web = ProcessorRun.pixels(result, DerivativeKind.WEB);
        result.derivatives().forEach(one -> one.file().toFile().delete());
        return web;
    }

    private Pixels decoded(String name, byte[] file) throws Exception {
        File on = Files.write(folder.resolve(name), file).toFile();
        BufferedImage image = ImageIO.read(on);
        Pixels pixels = Pixels.blank(image.getWidth(), image.getHeight(), 3);
        int to = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int rgb = image.getRGB(x, y);
                pixels.samples()[to++] = (byte) (rgb >> 16);
                pixels.samples()[to++] = (byte) (rgb >> 8);
                pixels.samples()[to++] = (byte) rgb;
            }
        }
        return pixels;
    }

    private static byte[] file(Pixels pixels, String format) throws Exception {
        return format.equals("png")
                ? Pictures.encoded(BufferedImages.wrap(pixels), "png")
                : new StillEncoder(4, 0).encode(pixels, OutputFormat.JPG, 92);
    }

    /** Returns the standard deviation in a corner, where detail is finer than the small picture can hold. */
    private static double cornerContrast(Pixels pixels) {
        int side = pixels.width() / 7;
        double sum = 0;
        double squares = 0;
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                double value = Pictures.green(pixels, x, y);
                sum += value;
                squares += value * value;
            }
        }
        double mean = sum / (side * side);
        return Math.sqrt(Math.max(0, squares / (side * side) - mean * mean));
    }
}
