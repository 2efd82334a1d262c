package io.runfolio.media.image.jpeg;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.media.SniffedType.Format;
import io.runfolio.media.image.ImageFiles;
import io.runfolio.media.image.PhotoLikePictures;
import io.runfolio.media.image.Pictures;
import io.runfolio.media.image.ProcessorRun;
import io.runfolio.media.image.ReferenceLanczos;
import io.runfolio.media.image.StructuralSimilarity;
import io.runfolio.media.image.format.Reduction;
import io.runfolio.media.image.pixel.BufferedImages;
import io.runfolio.media.image.pixel.Pixels;
import io.runfolio.media.image.pixel.Size;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reduced pictures are compared with full decodes of the platform's reader. */
@Tag("slow")
class ReducedJpegDecoderTest {
    private static final String METADATA = "javax_imageio_jpeg_image_1.0";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "1, 2", "2, 2"})
    void every_usual_chroma_subsampling_matches_a_full_decode(int across, int down) throws IOException {
        byte[] file = jpeg(photograph(701, 413), across, down, 0);
        Pixels whole = whole(file);
        for (int reduction : new int[] {2, 4}) {
            Pixels reduced = reduced(file, reduction);
            assertThat(reduced.width()).isEqualTo((701 + reduction - 1) / reduction);
            assertThat(reduced.height()).isEqualTo((413 + reduction - 1) / reduction);
            Size size = new Size(701, 413).within(701 / reduction / 2, false);
            Pixels expected = ReferenceLanczos.resize(whole, size);
            Pixels got = ReferenceLanczos.resize(reduced, size);
            assertThat(StructuralSimilarity.ssim(got, expected)).isGreaterThan(0.99);
            assertThat(Pictures.difference(got, expected)).isLessThan(2);
        }
    }

    @Test
    void an_eighth_is_the_mean_of_each_block() throws IOException {
        BufferedImage scene = Pictures.scene(160, 96);
        byte[] file = jpeg(scene, 1, 1, 0);
        Pixels whole = whole(file);
        Pixels eighth = reduced(file, 8);
        for (int y = 0; y < 12; y++) {
            for (int x = 0; x < 20; x++) {
                assertThat(Pictures.green(eighth, x, y)).isBetween(mean(whole, x, y) - 4, mean(whole, x, y) + 4);
            }
        }
    }

    @Test
    void gray_and_restart_markers_are_read() throws IOException {
        BufferedImage gray = new BufferedImage(333, 217, BufferedImage.TYPE_BYTE_GRAY);
        gray.createGraphics().drawImage(photograph(333, 217), 0, 0, null);
        byte[] plain = Pictures.encoded(gray, "jpeg");
        Size size = new Size(333, 217).within(120, false);
        assertThat(Pictures.difference(
                        ReferenceLanczos.resize(reduced(plain, 2), size), ReferenceLanczos.resize(whole(plain), size)))
                .isLessThan(2);

        byte[] marked = jpeg(photograph(333, 217), 2, 2, 5);
        assertThat(Pictures.difference(
                        ReferenceLanczos.resize(reduced(marked, 2), size),
                        ReferenceLanczos.resize(whole(marked), size)))
                .isLessThan(2);
    }

    @Test
    void other_kinds_of_jpeg_are_left_to_the_platforms_reader() throws IOException {
        ByteArrayOutputStream progressive = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam param = writer.getDefaultWriteParam();
        param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
        try (var out = ImageIO.createImageOutputStream(progressive)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(photograph(300, 200), null, null), param);
        }
        assertThat(ReducedJpegDecoder.decode(progressive.toByteArray(), 2)).isEmpty();

        Path path = Files.write(folder.resolve("progressive.jpg"), progressive.toByteArray());
        assertThat(ImageFiles.still(path, Format.JPEG, Reduction.by(2)).pixels().width())
                .isEqualTo(300);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void a_damaged_file_is_decoded_or_left_to_another_reader_without_an_exception(long seed) throws IOException {
        byte[] sound = jpeg(photograph(160, 120), 2, 2, 4);
        Random random = new Random(seed);
        for (int round = 0; round < 400; round++) {
            byte[] damaged = Arrays.copyOf(sound, round % 4 == 0 ? random.nextInt(sound.length) : sound.length);
            for (int flip = 0; flip < 1 + round % 5 && damaged.length > 0; flip++) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            ReducedJpegDecoder.decode(damaged, 2).ifPresent(picture -> assertThat(picture.samples())
                    .hasSize(picture.width() * picture.height() * 3));
        }
        for (int cut : new int[] {0, 1, 2, 20, sound.length / 2, sound.length - 2}) {
            assertThat(ReducedJpegDecoder.decode(Arrays.copyOf(sound, cut), 4)).isEmpty();
        }
    }

    @Test
    void a_derivative_of_a_reduced_decode_matches_the_size_and_look_of_a_full_one() throws IOException {
        BufferedImage photograph = photograph(3601, 2403);
        var wanted =
                new io.runfolio.run.DerivativeSettings(700, "png", 100, 90, "png", 100, 1280, 640, "jpg", false, true);
        ProcessorRun bench = new ProcessorRun(folder).with(wanted);
        byte[] file = jpeg(photograph, 2, 2, 0);
        Pixels web = bench.web("large.jpg", file);
        assertThat(new Size(web.width(), web.height())).isEqualTo(new Size(3601, 2403).within(700, false));
        Pixels expected = ReferenceLanczos.resize(halved(photograph), new Size(web.width(), web.height()));
        assertThat(StructuralSimilarity.ssim(web, expected)).isGreaterThan(0.99);
    }

    private Pixels reduced(byte[] file, int reduction) {
        return ReducedJpegDecoder.decode(file, reduction).orElseThrow();
    }

    private static Pixels whole(byte[] file) throws IOException {
        return Pictures.pixels(ImageIO.read(new ByteArrayInputStream(file)));
    }

    /**
     * Returns a picture of half the width and height, by the mean of four pixels.
     *
     * <p>The definition of the kernel would take long on all of them.
     */
    private static Pixels halved(BufferedImage image) {
        Pixels half = Pixels.blank(image.getWidth() / 2, image.getHeight() / 2, 3);
        for (int at = 0; at < half.samples().length; at++) {
            int x = at / 3 % half.width() * 2;
            int y = at / 3 / half.width() * 2;
            int sum = 0;
            for (int[] pixel : new int[][] {{x, y}, {x + 1, y}, {x, y + 1}, {x + 1, y + 1}}) {
                sum += image.getRGB(pixel[0], pixel[1]) >> 16 - 8 * (at % 3) & 255;
            }
            half.samples()[at] = (byte) (sum / 4);
        }
        return half;
    }

    private static int mean(Pixels whole, int blockX, int blockY) {
        int sum = 0;
        for (int y = 0; y < 8; y++) {
            for (int x = 0; x < 8; x++) {
                sum += Pictures.green(whole, 8 * blockX + x, 8 * blockY + y);
            }
        }
        return sum / 64;
    }

    private static BufferedImage photograph(int width, int height) {
        return BufferedImages.wrap(PhotoLikePictures.of(width, height, 5));
    }

    /** Writes a JPEG with this many luma blocks per unit, and restart markers after this many units. */
    private static byte[] jpeg(BufferedImage image, int across, int down, int restart) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam param = writer.getDefaultWriteParam();
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionQuality(0.92f);
        IIOMetadata metadata = writer.getDefaultImageMetadata(new ImageTypeSpecifier(image), param);
        IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(METADATA);
        IIOMetadataNode luma =
                (IIOMetadataNode) root.getElementsByTagName("componentSpec").item(0);
        luma.setAttribute("HsamplingFactor", String.valueOf(across));
        luma.setAttribute("VsamplingFactor", String.valueOf(down));
        if (restart > 0) {
            IIOMetadataNode interval = new IIOMetadataNode("dri");
            interval.setAttribute("interval", String.valueOf(restart));
            root.getElementsByTagName("markerSequence")
                    .item(0)
                    .insertBefore(interval, root.getElementsByTagName("sof").item(0));
        }
        metadata.setFromTree(METADATA, root);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, metadata), param);
        }
        return bytes.toByteArray();
    }
}
