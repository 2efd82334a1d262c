package io.runfolio.media.image.png;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.media.MediaResult;
import io.runfolio.media.SniffedType.Format;
import io.runfolio.media.image.ImageFiles;
import io.runfolio.media.image.Pictures;
import io.runfolio.media.image.PngFiles;
import io.runfolio.media.image.ProcessorRun;
import io.runfolio.media.image.format.DecodedStill;
import io.runfolio.media.image.format.Reduction;
import io.runfolio.media.image.pixel.Pixels;
import io.runfolio.media.image.pixel.Resampler;
import io.runfolio.media.image.pixel.Size;
import io.runfolio.run.AssetState;
import io.runfolio.run.DerivativeKind;
import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PngDecoderTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_4BYTE_ABGR, BufferedImage.TYPE_BYTE_BINARY})
    void rows_match_those_of_the_platforms_reader(int type) throws Exception {
        BufferedImage image = new BufferedImage(67, 31, type);
        image.createGraphics().drawImage(Pictures.scene(67, 31), 0, 0, null);
        assertThat(Pictures.difference(web(Pictures.encoded(image, "png")), Pictures.pixels(image)))
                .isZero();
    }

    @Test
    void an_interlaced_picture_is_the_same_picture() throws Exception {
        BufferedImage scene = Pictures.scene(37, 29);
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            writer.setOutput(out);
            writer.write(null, new IIOImage(scene, null, null), param);
        }
        assertThat(bytes.toByteArray()[28]).isEqualTo((byte) 1);
        assertThat(Pictures.difference(web(bytes.toByteArray()), Pictures.pixels(scene)))
                .isZero();
    }

    @Test
    void gray_127_stays_127() throws Exception {
        BufferedImage gray = new BufferedImage(32, 32, BufferedImage.TYPE_BYTE_GRAY);
        fill(gray.getRaster(), 127);
        Pixels web = web(Pictures.encoded(gray, "png"));
        assertThat(Pictures.red(web, 5, 5)).isEqualTo(127);
        assertThat(Pictures.blue(web, 5, 5)).isEqualTo(127);
    }

    @Test
    void sixteen_bit_gray_is_scaled_to_eight() throws Exception {
        BufferedImage gray = new BufferedImage(32, 32, BufferedImage.TYPE_USHORT_GRAY);
        fill(gray.getRaster(), 0x8000);
        assertThat(Pictures.red(web(Pictures.encoded(gray, "png")), 5, 5)).isEqualTo(128);
    }

    @Test
    void sixteen_bit_color_and_gray_with_alpha_are_scaled_to_eight() throws Exception {
        byte[] rgb = new PngFiles(1, 1, 16, 2).rows(hex("00 4000 8000 ffff")).end();
        assertThat(Pictures.at(web(rgb), 0, 0)).isEqualTo(0xff4080ff);
        byte[] grayAlpha = new PngFiles(1, 1, 16, 4).rows(hex("00 8000 4000")).end();
        assertThat(Pictures.at(web(grayAlpha), 0, 0)).isEqualTo(0x40808080);
    }

    @Test
    void the_color_key_of_a_gray_picture_is_transparent() throws Exception {
        byte[] png = new PngFiles(2, 1, 8, 0)
                .chunk("tRNS", hex("00 64"))
                .rows(hex("00 64 65"))
                .end();
        assertThat(Pictures.alpha(web(png), 0, 0)).isZero();
        assertThat(Pictures.at(web(png), 1, 0)).isEqualTo(0xff656565);
    }

    @Test
    void the_color_key_of_a_color_picture_is_transparent() throws Exception {
        byte[] png = new PngFiles(2, 1, 8, 2)
                .chunk("tRNS", hex("0001 0002 0003"))
                .rows(hex("00 010203 010204"))
                .end();
        assertThat(Pictures.alpha(web(png), 0, 0)).isZero();
        assertThat(Pictures.at(web(png), 1, 0)).isEqualTo(0xff010204);
    }

    @Test
    void the_palettes_transparency_is_kept() throws Exception {
        byte[] png = new PngFiles(4, 1, 2, 3)
                .chunk("PLTE", hex("ff0000 00ff00 0000ff"))
                .chunk("tRNS", hex("00 80"))
                .rows(hex("00 18"))
                .end();
        Pixels web = web(png);
        assertThat(Pictures.alpha(web, 0, 0)).isZero();
        assertThat(Pictures.at(web, 1, 0)).isEqualTo(0x8000ff00);
        assertThat(Pictures.at(web, 2, 0)).isEqualTo(0xff0000ff);
    }

    @Test
    void a_truncated_picture_is_salvaged_with_a_warning() throws Exception {
        byte[] png = noise();
        MediaResult result = new ProcessorRun(folder).exact().derive("a.png", Arrays.copyOf(png, png.length / 2));
        assertThat(result.state()).isEqualTo(AssetState.READY);
        assertThat(result.warnings()).isNotEmpty();
        assertThat(result.details()).containsEntry("truncated", true);
        Pixels whole = web(png);
        Pixels cut = ProcessorRun.pixels(result, DerivativeKind.WEB);
        assertThat(Pictures.at(cut, 50, 10)).isNotZero();
        assertThat(whole.width()).isEqualTo(cut.width());
    }

    @Test
    void a_flipped_bit_in_the_pixels_is_a_warning() throws Exception {
        byte[] png = noise();
        png[png.length / 2] ^= 0x10;
        MediaResult result = new ProcessorRun(folder).exact().derive("a.png", png);
        assertThat(result.warnings()).isNotEmpty();
        assertThat(result.details()).containsEntry("damaged", true);
    }

    @ParameterizedTest
    @CsvSource({"8,2", "8,6", "16,2", "16,6", "8,0", "4,0", "1,0", "16,4", "4,3"})
    void resampling_while_rows_are_read_gives_the_same_picture_as_resampling_afterwards(int bitDepth, int colorType)
            throws Exception {
        byte[] png = noise(301, 203, bitDepth, colorType);
        for (int length : new int[] {png.length, png.length / 2}) {
            Path file = Files.write(folder.resolve("a.png"), Arrays.copyOf(png, length));
            DecodedStill whole = ImageFiles.still(file, Format.PNG);
            for (Size size : List.of(new Size(100, 67), new Size(273, 184), new Size(1, 1), new Size(50, 203))) {
                DecodedStill reduced = ImageFiles.still(file, Format.PNG, new Reduction(1, size));

                assertThat(reduced.pixels().samples())
                        .isEqualTo(Resampler.resize(whole.pixels(), size).samples());
                assertThat(reduced.damaged()).isEqualTo(whole.damaged());
            }
            assertThat(whole.damaged()).isEqualTo(length != png.length);
        }
    }

    /** Returns rows of all filters with samples of noise. */
    private static byte[] noise(int width, int height, int bitDepth, int colorType) {
        Random random = new Random(5);
        int channels = new int[] {1, 0, 3, 1, 2, 0, 4}[colorType];
        byte[] rows = new byte[height * (1 + (width * channels * bitDepth + 7) / 8)];
        random.nextBytes(rows);
        for (int y = 0; y < height; y++) {
            rows[y * (rows.length / height)] = (byte) (y % 5);
        }
        PngFiles png = new PngFiles(width, height, bitDepth, colorType);
        if (colorType == 3) {
            byte[] palette = new byte[48];
            random.nextBytes(palette);
            png.chunk("PLTE", palette).chunk("tRNS", new byte[] {0, 100, -100});
        }
        return png.rows(rows).end();
    }

    private static byte[] noise() throws Exception {
        Random random = new Random(3);
        BufferedImage image = new BufferedImage(100, 100, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 100; y++) {
            for (int x = 0; x < 100; x++) {
                image.setRGB(x, y, random.nextInt(0x1000000) | 0x010101);
            }
        }
        return Pictures.encoded(image, "png");
    }

    private Pixels web(byte[] png) throws Exception {
        return new ProcessorRun(folder).exact().web("a.png", png);
    }

    private static void fill(WritableRaster raster, int value) {
        int[] samples = new int[raster.getWidth() * raster.getHeight()];
        Arrays.fill(samples, value);
        raster.setSamples(0, 0, raster.getWidth(), raster.getHeight(), 0, samples);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }
}
