package io.runfolio.media.image.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.media.image.ReferenceLanczos;
import io.runfolio.media.image.pixel.BufferedImages;
import io.runfolio.media.image.pixel.Pixels;
import io.runfolio.media.image.pixel.Size;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.ImageIO;
import net.coobird.thumbnailator.Thumbnails;
import net.coobird.thumbnailator.resizers.Resizers;
import org.junit.jupiter.api.Test;

/** Compares the pipeline with Thumbnailator's sinks, the platform's writer and the kernel. */
class PicturePipelineTest {
    private static final int WIDTH = 320;
    private static final int HEIGHT = 180;

    private final PicturePipeline pipeline = new PicturePipeline(new StillEncoder(4, 0xffffff));

    /** A smooth gradient, as frames of clips have. */
    private static Pixels gradient() {
        Pixels pixels = Pixels.blank(WIDTH, HEIGHT, 3);
        for (int at = 0; at < WIDTH * HEIGHT; at++) {
            int level = (int) (128 + 100 * Math.sin(at % WIDTH / 90.0 + at / WIDTH / 57.0));
            pixels.samples()[3 * at] = (byte) level;
            pixels.samples()[3 * at + 1] = (byte) (255 - level);
            pixels.samples()[3 * at + 2] = (byte) (level / 2);
        }
        return pixels;
    }

    private static Pixels noise(int channels) {
        Pixels pixels = Pixels.blank(64, 48, channels);
        new Random(7).nextBytes(pixels.samples());
        return pixels;
    }

    private static BufferedImage plain(Pixels pixels) {
        BufferedImage image = new BufferedImage(pixels.width(), pixels.height(), BufferedImage.TYPE_INT_RGB);
        for (int at = 0; at < pixels.width() * pixels.height(); at++) {
            int rgb = (pixels.samples()[3 * at] & 0xff) << 16
                    | (pixels.samples()[3 * at + 1] & 0xff) << 8
                    | pixels.samples()[3 * at + 2] & 0xff;
            image.setRGB(at % pixels.width(), at / pixels.width(), rgb);
        }
        return image;
    }

    private static byte[] byThumbnailator(Pixels pixels, String format, String type, double quality)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Thumbnails.of(plain(pixels))
                .scale(1)
                .resizer(Resizers.NULL)
                .outputFormat(format)
                .outputFormatType(type)
                .outputQuality(quality)
                .toOutputStream(out);
        return out.toByteArray();
    }

    private byte[] encoded(Pixels pixels, OutputFormat format, int quality) throws IOException {
        return pipeline.encode(pixels, new Size(pixels.width(), pixels.height()), format, quality);
    }

    @Test
    void jpegs_are_those_of_thumbnailator_byte_for_byte() throws IOException {
        for (Pixels pixels : new Pixels[] {gradient(), noise(3)}) {
            assertThat(encoded(pixels, OutputFormat.JPG, 90)).isEqualTo(byThumbnailator(pixels, "jpeg", "JPEG", 0.9));
        }
    }

    @Test
    void webps_are_those_of_thumbnailator_byte_for_byte() throws IOException {
        for (Pixels pixels : new Pixels[] {gradient(), noise(3)}) {
            assertThat(encoded(pixels, OutputFormat.WEBP, 82))
                    .isEqualTo(byThumbnailator(pixels, "webp", "Lossy", 0.82));
        }
    }

    @Test
    void a_png_keeps_every_sample_and_is_less_than_half_of_the_platforms() throws IOException {
        Pixels pixels = gradient();
        ByteArrayOutputStream platform = new ByteArrayOutputStream();
        ImageIO.write(plain(pixels), "png", platform);

        byte[] png = encoded(pixels, OutputFormat.PNG, 1);

        assertThat(png.length).isLessThan(platform.size() / 2);
        assertThat(samples(png)).isEqualTo(pixels.samples());
    }

    @Test
    void colors_under_any_transparency_stay_as_they_are() throws IOException {
        Pixels pixels = noise(4);
        assertThat(samples(encoded(pixels, OutputFormat.PNG, 1))).isEqualTo(pixels.samples());
    }

    @Test
    void a_reduced_picture_is_that_of_the_kernels_definition() throws IOException {
        Pixels pixels = noise(3);
        Size size = new Size(23, 17);
        byte[] samples = samples(pipeline.encode(pixels, size, OutputFormat.PNG, 1));
        byte[] reference = ReferenceLanczos.resize(pixels, size).samples();
        for (int at = 0; at < reference.length; at++) {
            assertThat(Math.abs((samples[at] & 0xff) - (reference[at] & 0xff))).isLessThanOrEqualTo(1);
        }
    }

    private static byte[] samples(byte[] png) throws IOException {
        return BufferedImages.pixels(ImageIO.read(new ByteArrayInputStream(png)))
                .samples();
    }
}
