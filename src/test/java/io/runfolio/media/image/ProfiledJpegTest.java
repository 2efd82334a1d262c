package io.runfolio.media.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.media.MediaResult;
import io.runfolio.media.image.pixel.Pixels;
import io.runfolio.run.DerivativeKind;
import io.runfolio.run.DerivativeSettings;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A JPEG with a profile is converted to sRGB once. Expected values are those of lcms 2.14 (transicc, relative
 * colorimetric).
 */
class ProfiledJpegTest {
    private static final int P3 = 0xc83cbe;
    private static final int[] P3_IN_SRGB = {217, 43, 196};
    private static final int GREEN = 0x5a825a;
    private static final int[] ADOBE_IN_SRGB = {62, 131, 87};
    private static final int[] PROPHOTO_IN_SRGB = {58, 156, 101};

    @TempDir
    Path folder;

    static List<Arguments> kinds() {
        List<Arguments> all = new ArrayList<>();
        for (JpegFiles.Mark mark : JpegFiles.Mark.values()) {
            for (boolean progressive : new boolean[] {false, true}) {
                all.add(Arguments.of(mark, progressive, 1, 1));
                all.add(Arguments.of(mark, progressive, 2, 2));
                all.add(Arguments.of(mark, progressive, 2, 1));
            }
        }
        return all;
    }

    @ParameterizedTest(name = "marked {0}, progressive {1}, chroma {2}x{3}")
    @MethodSource("kinds")
    void every_kind_of_jpeg_with_a_profile_is_converted_once(
            JpegFiles.Mark mark, boolean progressive, int across, int down) throws Exception {
        BufferedImage green = Pictures.flat(48, 48, GREEN);
        BufferedImage pink = Pictures.flat(48, 48, P3);
        check(
                JpegFiles.with(JpegFiles.encoded(pink, across, down, progressive, mark), MatrixProfiles.displayP3()),
                P3_IN_SRGB);
        check(
                JpegFiles.with(JpegFiles.encoded(green, across, down, progressive, mark), MatrixProfiles.adobeRgb()),
                ADOBE_IN_SRGB);
        check(
                JpegFiles.with(JpegFiles.encoded(green, across, down, progressive, mark), MatrixProfiles.proPhoto()),
                PROPHOTO_IN_SRGB);
        check(JpegFiles.encoded(green, across, down, progressive, mark), new int[] {0x5a, 0x82, 0x5a});
    }

    @ParameterizedTest
    @CsvSource({"false, 1", "false, 2", "true, 1", "true, 2"})
    void a_picture_above_8_megapixels_is_converted_once(boolean progressive, int sampling) throws Exception {
        byte[] file = JpegFiles.encoded(
                Pictures.flat(3_000, 2_700, P3), sampling, sampling, progressive, JpegFiles.Mark.JFIF);
        DerivativeSettings small =
                new DerivativeSettings(200, "png", 100, 64, "png", 100, 1280, 640, "jpg", false, true);
        MediaResult result =
                new ProcessorRun(folder).with(small).derive("a.jpg", JpegFiles.with(file, MatrixProfiles.displayP3()));
        assertNear(result, P3_IN_SRGB);
    }

    @Test
    void a_jpeg_of_stored_rgb_is_converted_once() throws Exception {
        check(JpegFiles.with(JpegFiles.rgb(Pictures.flat(48, 48, P3)), MatrixProfiles.displayP3()), P3_IN_SRGB);
        check(JpegFiles.rgb(Pictures.flat(48, 48, P3)), new int[] {0xc8, 0x3c, 0xbe});
    }

    @ParameterizedTest
    @EnumSource
    void a_profile_of_tables_is_applied_once(TableProfiles.Encoding encoding) throws Exception {
        byte[] file = JpegFiles.encoded(Pictures.flat(48, 48, GREEN), 1, 1, false, JpegFiles.Mark.JFIF);
        check(JpegFiles.with(file, TableProfiles.rgb(encoding)), ADOBE_IN_SRGB);
    }

    @Test
    void a_profile_that_does_not_fit_or_is_broken_is_ignored() throws Exception {
        int[] stored = {0x5a, 0x82, 0x5a};
        byte[] file = JpegFiles.encoded(Pictures.flat(48, 48, GREEN), 1, 1, false, JpegFiles.Mark.JFIF);
        byte[] cut = java.util.Arrays.copyOf(MatrixProfiles.adobeRgb(), 140);
        check(JpegFiles.with(file, TableProfiles.gray(1.8)), stored);
        check(JpegFiles.with(file, TableProfiles.cmyk(TableProfiles.Encoding.MFT1)), stored);
        check(JpegFiles.with(file, cut), stored);
        check(JpegFiles.with(file, new byte[300]), stored);
        check(JpegFiles.with(file, MatrixProfiles.adobeRgb()), ADOBE_IN_SRGB);
    }

    @Test
    void gray_with_a_color_profile_keeps_its_tone() throws Exception {
        BufferedImage gray = new BufferedImage(48, 48, BufferedImage.TYPE_BYTE_GRAY);
        gray.getRaster()
                .setSamples(
                        0,
                        0,
                        48,
                        48,
                        0,
                        java.util.Collections.nCopies(48 * 48, 127).stream()
                                .mapToInt(Integer::intValue)
                                .toArray());
        byte[] file = Pictures.encoded(gray, "jpg");
        check(file, new int[] {127, 127, 127});
        // 255 * sRGB(pow(127 / 255, 1.8))
        check(JpegFiles.with(file, MatrixProfiles.proPhoto()), new int[] {146, 146, 146});
    }

    @Test
    void the_first_picture_of_an_mpo_is_converted_once() throws Exception {
        byte[] first = JpegFiles.encoded(Pictures.flat(48, 48, P3), 2, 2, false, JpegFiles.Mark.JFIF);
        byte[] second = JpegFiles.encoded(Pictures.flat(48, 48, GREEN), 2, 2, false, JpegFiles.Mark.JFIF);
        byte[] index = "MPF\0II*\0\10\0\0\0\0\0\0\0\0\0".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream mpo = new ByteArrayOutputStream();
        mpo.writeBytes(JpegFiles.with(Containers.segment(first, 0xe2, index), MatrixProfiles.displayP3()));
        mpo.writeBytes(JpegFiles.with(second, MatrixProfiles.adobeRgb()));
        check(mpo.toByteArray(), P3_IN_SRGB);
    }

    @Test
    void a_jpeg_within_a_tiff_is_converted_once() throws Exception {
        for (boolean inside : new boolean[] {false, true}) {
            byte[] strip = JpegFiles.encoded(Pictures.flat(48, 48, P3), 2, 2, false, JpegFiles.Mark.NONE);
            TiffFile tiff = new TiffFile(48, 48, 3, 8)
                    .tag(TiffFile.COMPRESSION, 7)
                    .tag(TiffFile.PHOTOMETRIC, 6)
                    .tag(530, 2, 2)
                    .block(TiffFile.ICC, MatrixProfiles.displayP3())
                    .samples(inside ? JpegFiles.with(strip, MatrixProfiles.displayP3()) : strip);
            assertNear(new ProcessorRun(folder).exact().derive("a.tif", tiff.bytes()), P3_IN_SRGB);
        }
    }

    private void check(byte[] file, int[] expected) throws Exception {
        assertNear(new ProcessorRun(folder).exact().derive("a.jpg", file), expected);
    }

    private static void assertNear(MediaResult result, int[] expected) {
        assertThat(result.problem()).isEmpty();
        assertThat(result.warnings()).isEmpty();
        for (DerivativeKind kind : List.of(DerivativeKind.WEB, DerivativeKind.THUMB)) {
            Pixels pixels = ProcessorRun.pixels(result, kind);
            int[] got = {Pictures.red(pixels, 20, 20), Pictures.green(pixels, 20, 20), Pictures.blue(pixels, 20, 20)};
            for (int channel = 0; channel < 3; channel++) {
                assertThat(got[channel])
                        .as(
                                "%s: %s, expected %s",
                                kind, List.of(got[0], got[1], got[2]), java.util.Arrays.toString(expected))
                        .isBetween(expected[channel] - 3, expected[channel] + 3);
            }
        }
    }
}
