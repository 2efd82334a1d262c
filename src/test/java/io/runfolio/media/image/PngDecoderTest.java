package io.runfolio.media.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.media.MediaResult;
import io.runfolio.media.SniffedType.Format;
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
    void rows_come_out_as_the_platforms_reader_has_them(int type) throws Exception {
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
    void sixteen_bit_colour_and_gray_with_alpha_are_scaled_to_eight() throws Exception {
        byte[] rgb = new Pngs(1, 1, 16, 2).rows(hex("00 4000 8000 ffff")).end();
        assertThat(Pictures.at(web(rgb), 0, 0)).isEqualTo(0xff4080ff);
        byte[] grayAlpha = new Pngs(1, 1, 16, 4).rows(hex("00 8000 4000")).end();
        assertThat(Pictures.at(web(grayAlpha), 0, 0)).isEqualTo(0x40808080);
    }

    @Test
    void the_colour_key_of_a_gray_picture_is_transparent() throws Exception {
        byte[] png = new Pngs(2, 1, 8, 0)
                .chunk("tRNS", hex("00 64"))
                .rows(hex("00 64 65"))
                .end();
        assertThat(Pictures.alpha(web(png), 0, 0)).isZero();
        assertThat(Pictures.at(web(png), 1, 0)).isEqualTo(0xff656565);
    }

    @Test
    void the_colour_key_of_a_colour_picture_is_transparent() throws Exception {
        byte[] png = new Pngs(2, 1, 8, 2)
                .chunk("tRNS", hex("0001 0002 0003"))
                .rows(hex("00 010203 010204"))
                .end();
        assertThat(Pictures.alpha(web(png), 0, 0)).isZero();
        assertThat(Pictures.at(web(png), 1, 0)).isEqualTo(0xff010204);
    }

    @Test
    void the_palettes_transparency_is_kept() throws Exception {
        byte[] png = new Pngs(4, 1, 2, 3)
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
    void a_cut_picture_is_salvaged_with_a_warning() throws Exception {
        byte[] png = noise();
        MediaResult result = new Workbench(folder).exact().derive("a.png", Arrays.copyOf(png, png.length / 2));
        assertThat(result.state()).isEqualTo(AssetState.READY);
        assertThat(result.warnings()).isNotEmpty();
        assertThat(result.details()).containsEntry("truncated", true);
        Pixels whole = web(png);
        Pixels cut = Workbench.pixels(result, DerivativeKind.WEB);
        assertThat(Pictures.at(cut, 50, 10)).isNotZero();
        assertThat(whole.width()).isEqualTo(cut.width());
    }

    @Test
    void a_flipped_bit_in_the_pixels_is_told() throws Exception {
        byte[] png = noise();
        png[png.length / 2] ^= 0x10;
        MediaResult result = new Workbench(folder).exact().derive("a.png", png);
        assertThat(result.warnings()).isNotEmpty();
        assertThat(result.details()).containsEntry("damaged", true);
    }

    @ParameterizedTest
    @CsvSource({"8,2", "8,6", "16,2", "16,6", "8,0", "4,0", "1,0", "16,4", "4,3"})
    void a_picture_that_is_reduced_while_its_rows_come_in_is_the_one_that_is_reduced_afterwards(
            int bitDepth, int colourType) throws Exception {
        byte[] png = noise(301, 203, bitDepth, colourType);
        for (int length : new int[] {png.length, png.length / 2}) {
            Path file = Files.write(folder.resolve("a.png"), Arrays.copyOf(png, length));
            StillDecoder.Decoded whole = StillDecoder.decode(file, Format.PNG);
            for (Size size : List.of(new Size(100, 67), new Size(273, 184), new Size(1, 1), new Size(50, 203))) {
                StillDecoder.Decoded reduced = StillDecoder.decode(file, Format.PNG, new Reduction(1, size));

                assertThat(reduced.pixels().samples())
                        .isEqualTo(Resampler.resize(whole.pixels(), size).samples());
                assertThat(reduced.complaints()).isEqualTo(whole.complaints());
            }
            assertThat(whole.complaints().isEmpty()).isEqualTo(length == png.length);
        }
    }

    /** Rows of all filters, of samples that are noise. */
    private static byte[] noise(int width, int height, int bitDepth, int colourType) {
        Random random = new Random(5);
        int channels = new int[] {1, 0, 3, 1, 2, 0, 4}[colourType];
        byte[] rows = new byte[height * (1 + (width * channels * bitDepth + 7) / 8)];
        random.nextBytes(rows);
        for (int y = 0; y < height; y++) {
            rows[y * (rows.length / height)] = (byte) (y % 5);
        }
        Pngs png = new Pngs(width, height, bitDepth, colourType);
        if (colourType == 3) {
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
        return new Workbench(folder).exact().web("a.png", png);
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
