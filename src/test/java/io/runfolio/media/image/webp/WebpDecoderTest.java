package io.runfolio.media.image.webp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.luciad.imageio.webp.CompressionType;
import com.luciad.imageio.webp.WebPImageReaderSpi;
import com.luciad.imageio.webp.WebPImageWriterSpi;
import com.luciad.imageio.webp.WebPWriteParam;
import io.runfolio.media.MediaResult;
import io.runfolio.media.SniffedType.Format;
import io.runfolio.media.image.ImageFiles;
import io.runfolio.media.image.Pictures;
import io.runfolio.media.image.ProcessorRun;
import io.runfolio.media.image.pixel.Pixels;
import io.runfolio.media.image.pixel.Size;
import io.runfolio.run.AssetState;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The reference is libwebp itself, which is safe to use on files of the test. */
class WebpDecoderTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"0, 30, 0", "0, 82, 7", "4, 30, 3", "4, 82, 0", "6, 60, 5", "6, 98, 0"})
    void lossy_pictures_match_libwebp(int method, int quality, int sharpness) throws Exception {
        WebPWriteParam param = lossy(method, quality);
        param.setFilterSharpness(sharpness);
        compare(webp(busy(203, 117, false), param));
    }

    @Test
    void the_simple_loop_filter_and_several_partitions_match_libwebp() throws Exception {
        WebPWriteParam param = lossy(4, 40);
        param.setFilterType(0);
        param.setPartitions(2);
        param.setSegments(1);
        compare(webp(busy(150, 90, false), param));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "1, 1", "1, 2"})
    void alpha_matches_libwebp(int compression, int filter) throws Exception {
        WebPWriteParam param = lossy(4, 75);
        param.setAlphaCompressionAlgorithm(compression);
        param.setAlphaFiltering(filter);
        compare(webp(busy(90, 70, true), param));
    }

    @Test
    void lossless_pictures_are_exact() throws Exception {
        BufferedImage image = busy(80, 60, true);
        WebPWriteParam param = new WebPWriteParam(Locale.ROOT);
        param.setCompressionType(CompressionType.Lossless);
        param.setExact(true);
        assertThat(decoded(webp(image, param)).samples())
                .isEqualTo(Pictures.pixels(image).samples());
    }

    @Test
    void a_picture_that_is_larger_than_its_header_says_is_refused() throws Exception {
        byte[] still = webp(busy(64, 64, false), lossy(4, 80));
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        WebpContainerWriter.append(chunks, "VP8X", WebpContainerWriter.extended(0, new Size(8, 8)));
        chunks.write(still, 12, still.length - 12);
        MediaResult result = new ProcessorRun(folder).derive("a.webp", WebpContainerWriter.file(chunks.toByteArray()));
        assertThat(result.problem().orElseThrow().code()).isEqualTo("corrupt");
    }

    @Test
    void a_truncated_picture_is_a_warning() throws Exception {
        byte[] webp = webp(busy(200, 200, false), lossy(4, 80));
        MediaResult result = new ProcessorRun(folder).derive("a.webp", Arrays.copyOf(webp, webp.length / 2));
        assertThat(result.state()).isEqualTo(AssetState.READY);
        assertThat(result.details()).containsEntry("truncated", true);
        assertThat(result.warnings()).isNotEmpty();
    }

    private void compare(byte[] webp) throws Exception {
        Pixels ours = decoded(webp);
        Pixels reference = reference(webp);
        assertThat(ours.channels()).isEqualTo(reference.channels());
        for (int y = 0; y < ours.height(); y++) {
            for (int x = 0; x < ours.width(); x++) {
                assertThat(Pictures.alpha(ours, x, y)).isEqualTo(Pictures.alpha(reference, x, y));
                // the reference premultiplies, so colors are compared where nothing was lost
                if (Pictures.alpha(ours, x, y) == 255) {
                    // one step is the rounding of the conversion to RGB
                    assertThat(Pictures.red(ours, x, y)).isCloseTo(Pictures.red(reference, x, y), within(1));
                    assertThat(Pictures.green(ours, x, y)).isCloseTo(Pictures.green(reference, x, y), within(1));
                    assertThat(Pictures.blue(ours, x, y)).isCloseTo(Pictures.blue(reference, x, y), within(1));
                }
            }
        }
    }

    private Pixels decoded(byte[] webp) throws Exception {
        Path file = Files.write(folder.resolve("a.webp"), webp);
        return ImageFiles.still(file, Format.WEBP).pixels();
    }

    private static Pixels reference(byte[] webp) throws Exception {
        ImageReader reader = new WebPImageReaderSpi().createReaderInstance(null);
        try (MemoryCacheImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(webp))) {
            reader.setInput(in);
            return Pictures.pixels(reader.read(0, reader.getDefaultReadParam()));
        } finally {
            reader.dispose();
        }
    }

    private static WebPWriteParam lossy(int method, int quality) {
        WebPWriteParam param = new WebPWriteParam(Locale.ROOT);
        param.setCompressionType(CompressionType.Lossy);
        param.setCompressionQuality(quality / 100f);
        param.setMethod(method);
        return param;
    }

    private static byte[] webp(BufferedImage image, WebPWriteParam param) throws Exception {
        ImageWriter writer = new WebPImageWriterSpi().createWriterInstance(null);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** Returns ramps, edges and noise: blocks of every mode. */
    private static BufferedImage busy(int width, int height, boolean alpha) {
        Random random = new Random(width);
        BufferedImage image =
                new BufferedImage(width, height, alpha ? BufferedImage.TYPE_4BYTE_ABGR : BufferedImage.TYPE_3BYTE_BGR);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int noise = x > width / 2 ? random.nextInt(60) : 0;
                int stripe = (x + y) / 9 % 2 * 80;
                int red = Math.min(255, x * 200 / width + noise);
                int green = Math.min(255, y * 150 / height + stripe);
                int opacity = alpha ? (x * 5 + y * 3) % 256 : 255;
                image.setRGB(x, y, opacity << 24 | red << 16 | green << 8 | 255 - red);
            }
        }
        return image;
    }
}
