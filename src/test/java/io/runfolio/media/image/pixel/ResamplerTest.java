package io.runfolio.media.image.pixel;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.Allocation;
import io.runfolio.media.image.Pictures;
import io.runfolio.media.image.ReferenceLanczos;
import io.runfolio.media.image.StructuralSimilarity;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Random;
import net.coobird.thumbnailator.Thumbnails;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The reference is the kernel's definition, summed in two dimensions in double precision. */
class ResamplerTest {

    @ParameterizedTest
    @CsvSource({"300, 200, 273", "300, 200, 150", "301, 199, 77", "400, 260, 20", "40, 30, 100"})
    void a_resized_picture_is_as_the_kernel_defines_it(int width, int height, int longest) {
        Pixels source = textured(width, height);
        Size size = new Size(width, height).within(longest, true);
        Pixels resized = Resampler.resize(source, size);
        assertThat(StructuralSimilarity.ssim(resized, reference(source, size))).isGreaterThan(0.99);
    }

    @Test
    void rows_far_longer_than_the_result_are_not_held_at_full_length() {
        Pixels source = textured(150_000, 40);
        Size size = new Size(500, 1);
        Pixels[] resized = new Pixels[1];
        Allocation.within(20 << 20, () -> resized[0] = Resampler.resize(source, size));
        assertThat(Pictures.difference(resized[0], ReferenceLanczos.resize(source, size)))
                .isLessThan(1);
    }

    /** Shows the moiré of Thumbnailator's resizing: see docs/decisions.md. */
    @ParameterizedTest
    @ValueSource(ints = {270, 180, 100})
    void progressive_bilinear_resizing_shows_more_moire(int longest) throws IOException {
        Pixels plate = Pictures.zonePlate(400);
        BufferedImage image = new BufferedImage(plate.width(), plate.height(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < plate.height(); y++) {
            for (int x = 0; x < plate.width(); x++) {
                image.setRGB(x, y, 0x010101 * Pictures.green(plate, x, y));
            }
        }
        BufferedImage theirs = Thumbnails.of(image).forceSize(longest, longest).asBufferedImage();

        Size size = new Size(longest, longest);
        Pixels reference = reference(plate, size);
        double ours = Pictures.difference(Resampler.resize(plate, size), reference);
        assertThat(Pictures.difference(Pictures.pixels(theirs), reference)).isGreaterThan(4 * ours + 1);
    }

    @Test
    void a_zone_plate_shows_no_more_moire_than_the_reference() {
        Pixels plate = Pictures.zonePlate(400);
        Size size = new Size(100, 100);
        Pixels resized = Resampler.resize(plate, size);
        Pixels reference = reference(plate, size);
        assertThat(cornerContrast(resized)).isLessThanOrEqualTo(cornerContrast(reference) + 1);
        assertThat(Pictures.difference(resized, reference)).isLessThan(1);
    }

    /** Returns the standard deviation in the corners. Detail there is finer than the small picture can hold. */
    private static double cornerContrast(Pixels pixels) {
        double sum = 0;
        double squares = 0;
        for (int y = 0; y < 15; y++) {
            for (int x = 0; x < 15; x++) {
                double value = Pictures.green(pixels, x, y);
                sum += value;
                squares += value * value;
            }
        }
        return Math.sqrt(Math.max(0, squares / 225 - sum / 225 * (sum / 225)));
    }

    private static Pixels textured(int width, int height) {
        Random random = new Random(1);
        Pixels pixels = Pixels.blank(width, height, 3);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double wave = 60 * Math.sin(x / 5.0) * Math.cos(y / 9.0) + 40 * Math.sin((x + y) / 31.0);
                for (int channel = 0; channel < 3; channel++) {
                    double value = 128 + wave + channel * 10 + random.nextInt(12);
                    pixels.samples()[3 * (y * width + x) + channel] = (byte) Math.max(0, Math.min(255, value));
                }
            }
        }
        return pixels;
    }

    private static Pixels reference(Pixels source, Size size) {
        Pixels target = Pixels.blank(size.width(), size.height(), 3);
        double stepX = (double) source.width() / size.width();
        double stepY = (double) source.height() / size.height();
        for (int y = 0; y < size.height(); y++) {
            for (int x = 0; x < size.width(); x++) {
                double[] sums =
                        sums(source, (x + 0.5) * stepX, (y + 0.5) * stepY, Math.max(1, stepX), Math.max(1, stepY));
                for (int channel = 0; channel < 3; channel++) {
                    double value = Math.rint(sums[channel] / sums[3]);
                    target.samples()[3 * (y * size.width() + x) + channel] = (byte) Math.max(0, Math.min(255, value));
                }
            }
        }
        return target;
    }

    private static double[] sums(Pixels source, double centerX, double centerY, double wideX, double wideY) {
        double[] sums = new double[4];
        for (int y = (int) Math.max(0, centerY - 3 * wideY - 1);
                y < Math.min(source.height(), centerY + 3 * wideY + 1);
                y++) {
            for (int x = (int) Math.max(0, centerX - 3 * wideX - 1);
                    x < Math.min(source.width(), centerX + 3 * wideX + 1);
                    x++) {
                double weight = lanczos3((x + 0.5 - centerX) / wideX) * lanczos3((y + 0.5 - centerY) / wideY);
                sums[3] += weight;
                for (int channel = 0; channel < 3; channel++) {
                    sums[channel] += weight * (source.samples()[3 * (y * source.width() + x) + channel] & 0xff);
                }
            }
        }
        return sums;
    }

    private static double lanczos3(double x) {
        return Math.abs(x) >= 3 ? 0 : sinc(x) * sinc(x / 3);
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }
}
