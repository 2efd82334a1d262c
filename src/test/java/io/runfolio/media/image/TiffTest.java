package io.runfolio.media.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.media.MediaResult;
import io.runfolio.media.image.metadata.EmbeddedMetadata;
import io.runfolio.media.image.pixel.Pixels;
import io.runfolio.run.AssetState;
import io.runfolio.run.DerivativeKind;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Kinds of TIFF in use, written sample by sample. */
class TiffTest {
    private static final int WIDTH = 61;
    private static final int HEIGHT = 40;

    @TempDir
    Path folder;

    private final BufferedImage scene = Pictures.scene(WIDTH, HEIGHT);

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void both_byte_orders_and_both_widths_of_offsets_are_read(boolean bigEndian, boolean big) throws Exception {
        TiffFile tiff =
                new TiffFile(WIDTH, HEIGHT, 3, 8).samples(Pictures.pixels(scene).samples());
        tiff = bigEndian ? tiff.bigEndian() : tiff;
        check((big ? tiff.big() : tiff).bytes(), 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sixteen_bit_color_is_scaled_to_eight(boolean bigEndian) throws Exception {
        byte[] samples = Pictures.pixels(scene).samples();
        ByteBuffer wide = ByteBuffer.allocate(2 * samples.length).order(order(bigEndian));
        for (byte sample : samples) {
            wide.putShort((short) ((sample & 0xff) * 257));
        }
        TiffFile tiff = new TiffFile(WIDTH, HEIGHT, 3, 16).samples(wide.array());
        check((bigEndian ? tiff.bigEndian() : tiff).bytes(), 1);
    }

    @Test
    void sixteen_bit_gray_keeps_its_tones() throws Exception {
        ByteBuffer wide = ByteBuffer.allocate(2 * 256 * 8).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < 256 * 8; at++) {
            wide.putShort((short) (at % 256 * 257));
        }
        Pixels web = new ProcessorRun(folder)
                .exact()
                .web("a.tif", new TiffFile(256, 8, 1, 16).samples(wide.array()).bytes());
        for (int tone = 0; tone < 256; tone++) {
            assertThat(Pictures.green(web, tone, 4)).isBetween(tone - 1, tone + 1);
        }
    }

    @Test
    void thirty_two_bit_gray_keeps_its_tones_in_the_upper_half() throws Exception {
        ByteBuffer wide = ByteBuffer.allocate(4 * 256 * 8).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < 256 * 8; at++) {
            wide.putInt(at % 256 * 0x01010101);
        }
        Pixels web = new ProcessorRun(folder)
                .exact()
                .web("a.tif", new TiffFile(256, 8, 1, 32).samples(wide.array()).bytes());
        for (int tone = 0; tone < 256; tone++) {
            assertThat(Pictures.green(web, tone, 4)).isBetween(tone - 1, tone + 1);
        }
    }

    @Test
    void float_samples_are_scaled_from_0_to_1_and_clamped() throws Exception {
        byte[] samples = Pictures.pixels(scene).samples();
        ByteBuffer wide = ByteBuffer.allocate(4 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
        for (byte sample : samples) {
            wide.putFloat((sample & 0xff) / 255f);
        }
        wide.putFloat(0, 7f).putFloat(4, -3f).putFloat(8, Float.NaN);
        byte[] tiff = new TiffFile(WIDTH, HEIGHT, 3, 32)
                .tag(TiffFile.SAMPLE_FORMAT, 3, 3, 3)
                .samples(wide.array())
                .bytes();
        Pixels web = check(tiff, 1);
        assertThat(Pictures.red(web, 0, 0)).isEqualTo(255);
        assertThat(Pictures.green(web, 0, 0)).isZero();
    }

    @Test
    void alpha_is_kept() throws Exception {
        Pixels colors = Pictures.pixels(scene);
        ByteBuffer samples = ByteBuffer.allocate(WIDTH * HEIGHT * 4);
        for (int at = 0; at < WIDTH * HEIGHT; at++) {
            samples.put(colors.samples(), 3 * at, 3).put((byte) (at % 256));
        }
        byte[] tiff = new TiffFile(WIDTH, HEIGHT, 4, 8)
                .tag(TiffFile.EXTRA_SAMPLES, 2)
                .samples(samples.array())
                .bytes();
        Pixels web = check(tiff, 0);
        assertThat(Pictures.alpha(web, 5, 0)).isEqualTo(5);
        assertThat(Pictures.alpha(web, 0, 3)).isEqualTo(3 * WIDTH % 256);
    }

    @ParameterizedTest(name = "extra samples {0}, {1} bits, {2} samples")
    @CsvSource({
        "0, 8, 4",
        "1, 8, 4",
        "2, 8, 4",
        "0, 16, 4",
        "1, 16, 4",
        "2, 16, 4",
        "0, 8, 2",
        "1, 8, 2",
        "2, 8, 2",
        "1, 16, 2",
        "-1, 8, 4"
    })
    void extra_samples_are_treated_as_their_tag_says(int extra, int bits, int count) throws Exception {
        int[] color = count == 4 ? new int[] {40, 200, 60} : new int[] {200};
        ByteBuffer samples =
                ByteBuffer.allocate(WIDTH * HEIGHT * count * bits / 8).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < WIDTH * HEIGHT * count; at++) {
            double share = at % count == count - 1 ? 64 / 255.0 : color[at % count] / 255.0;
            double stored = extra == 1 && at % count < count - 1 ? share * 64 / 255 : share;
            if (bits == 8) {
                samples.put((byte) Math.round(stored * 255));
            } else {
                samples.putShort((short) Math.round(stored * 65_535));
            }
        }
        TiffFile tiff = new TiffFile(WIDTH, HEIGHT, count, bits).samples(samples.array());
        MediaResult result = new ProcessorRun(folder)
                .exact()
                .derive("a.tif", (extra < 0 ? tiff : tiff.tag(TiffFile.EXTRA_SAMPLES, extra)).bytes());
        assertThat(result.problem()).isEmpty();
        assertThat(result.details()).containsEntry("has_alpha", extra != 0);
        Pixels web = ProcessorRun.pixels(result, DerivativeKind.WEB);
        assertThat(Pictures.alpha(web, 9, 9)).isEqualTo(extra == 0 ? 255 : 64);
        assertThat(Pictures.red(web, 9, 9)).isBetween(color[0] - 2, color[0] + 2);
        assertThat(Pictures.green(web, 9, 9)).isBetween(198, 202);
        assertThat(Pictures.blue(web, 9, 9)).isBetween(color[color.length - 1] - 2, color[color.length - 1] + 2);
    }

    @Test
    void cmyk_without_a_profile_is_converted_and_not_negative() throws Exception {
        int[][] inks = {{0, 0, 0, 0}, {0, 255, 255, 0}, {255, 0, 255, 0}, {0, 0, 0, 255}, {40, 90, 160, 30}};
        // by transicc of lcms 2.14 from the press profile that libvips 8.14 takes by default
        int[] lights = {0xffffff, 0xe81f2a, 0x008f3f, 0x29232b, 0xbc9063};
        for (byte[] file : new byte[][] {CmykFiles.tiff(inks, new byte[0]), CmykFiles.psd(inks)}) {
            Pixels web = new ProcessorRun(folder).exact().web(file[0] == 'I' ? "a.tif" : "a.psd", file);
            for (int patch = 0; patch < inks.length; patch++) {
                int light = Pictures.at(web, 32 * patch + 16, 16) & 0xffffff;
                for (int shift = 0; shift <= 16; shift += 8) {
                    assertThat(light >> shift & 255)
                            .as("patch %d is %06x", patch, light)
                            .isBetween((lights[patch] >> shift & 255) - 14, (lights[patch] >> shift & 255) + 14);
                }
            }
        }
    }

    /** Files larger than the largest embedded block, as photographs are. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void large_files_are_rotated_and_color_converted(boolean big) throws Exception {
        BufferedImage large = Pictures.scene(2_000, 1_500);
        byte[] samples = Pictures.pixels(large).samples();
        assertThat(samples.length).isGreaterThan(EmbeddedMetadata.MAX_BLOCK);
        TiffFile tiff = new TiffFile(2_000, 1_500, 3, 8)
                .samples(samples)
                .tag(TiffFile.ORIENTATION, 6)
                .block(TiffFile.ICC, MatrixProfiles.adobeRgb())
                .block(TiffFile.COPYRIGHT, "A. Photographer\0".getBytes(StandardCharsets.US_ASCII));
        MediaResult result = new ProcessorRun(folder).derive("a.tif", (big ? tiff.big() : tiff).bytes());
        assertThat(result.facts().width()).hasValue(1_500);
        assertThat(result.details())
                .containsEntry("orientation", 6)
                .containsEntry("color_profile", "Adobe RGB (1998)")
                .containsEntry("copyright", "A. Photographer");
    }

    /** Compressions Zstandard and LZMA. */
    @ParameterizedTest
    @ValueSource(ints = {50_000, 34_925})
    void an_unknown_compression_is_unsupported(int compression) throws Exception {
        byte[] tiff = new TiffFile(WIDTH, HEIGHT, 3, 8)
                .tag(TiffFile.COMPRESSION, compression)
                .samples(new byte[5_000])
                .bytes();
        MediaResult result = new ProcessorRun(folder).derive("a.tif", tiff);
        assertThat(result.state()).isEqualTo(AssetState.UNSUPPORTED);
        assertThat(result.problem().orElseThrow().code()).isEqualTo("no_decoder");
    }

    @ParameterizedTest(name = "{0} rows a strip, {1} bits")
    @CsvSource({"16, 8", "39, 8", "1, 8", "7, 16", "64, 8"})
    void a_short_last_strip_is_no_damage(int rows, int bits) throws Exception {
        byte[] samples = Pictures.pixels(scene).samples();
        ByteBuffer stored = ByteBuffer.allocate(samples.length * bits / 8).order(ByteOrder.LITTLE_ENDIAN);
        for (byte sample : samples) {
            if (bits == 8) {
                stored.put(sample);
            } else {
                stored.putShort((short) ((sample & 0xff) * 257));
            }
        }
        check(
                new TiffFile(WIDTH, HEIGHT, 3, bits)
                        .samples(stored.array())
                        .strips(rows, 0)
                        .bytes(),
                0);
    }

    @Test
    void a_strip_too_short_for_its_rows_is_a_warning() throws Exception {
        byte[] samples = Pictures.pixels(scene).samples();
        byte[] lacking = new TiffFile(WIDTH, HEIGHT, 3, 8)
                .samples(samples)
                .strips(16, WIDTH * 3)
                .bytes();
        MediaResult result = new ProcessorRun(folder).exact().derive("a.tif", lacking);
        assertThat(result.state() != AssetState.READY || !result.warnings().isEmpty())
                .as("%s", result)
                .isTrue();
    }

    @Test
    void the_first_of_several_pages_is_the_picture() throws Exception {
        TiffFile other = new TiffFile(20, 20, 3, 8).samples(new byte[1200]);
        byte[] tiff = new TiffFile(WIDTH, HEIGHT, 3, 8)
                .samples(Pictures.pixels(scene).samples())
                .then(other)
                .bytes();
        check(tiff, 0);
    }

    @Test
    void a_truncated_file_is_never_ready_without_a_warning() throws Exception {
        byte[] whole = new TiffFile(WIDTH, HEIGHT, 3, 8)
                .samples(Pictures.pixels(scene).samples())
                .bytes();
        byte[] pixelsLast = new TiffFile(WIDTH, HEIGHT, 3, 8)
                .samples(Pictures.pixels(scene).samples())
                .folderFirst()
                .bytes();
        for (byte[] file : new byte[][] {whole, pixelsLast}) {
            for (int cut = 1; cut < 40; cut++) {
                MediaResult result =
                        new ProcessorRun(folder).derive("a.tif", Arrays.copyOf(file, file.length * cut / 40));
                assertThat(result.state() != AssetState.READY
                                || !result.warnings().isEmpty())
                        .as("cut at %d of 40: %s", cut, result)
                        .isTrue();
            }
        }
    }

    private Pixels check(byte[] tiff, double tolerance) throws Exception {
        MediaResult result = new ProcessorRun(folder).exact().derive("a.tif", tiff);
        assertThat(result.problem()).isEmpty();
        assertThat(result.warnings()).isEmpty();
        Pixels web = ProcessorRun.pixels(result, DerivativeKind.WEB);
        assertThat(Pictures.difference(web, Pictures.pixels(scene))).isLessThanOrEqualTo(tolerance);
        return web;
    }

    private static ByteOrder order(boolean bigEndian) {
        return bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }
}
