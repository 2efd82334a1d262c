package io.runfolio.media.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.media.MediaResult;
import io.runfolio.media.image.pixel.Pixels;
import io.runfolio.run.AssetState;
import io.runfolio.run.DerivativeKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CIE L*a*b* in TIFF, in each encoding, against the formula of CIE 15:2004 relative to D50. */
class TiffLabTest {
    private static final double[][] PATCHES = {
        {0, 0, 0}, {100, 0, 0}, {53.6, 0, 0}, {48, 58, 32}, {72, -50, 48}, {38, 18, -54}, {88, -6, 74}, {60, 20, -10}
    };
    private static final int SIDE = 16;
    private static final int CIELAB = 8;
    private static final int ICCLAB = 9;

    @TempDir
    Path folder;

    @ParameterizedTest(name = "photometric {0}, {1} bits, big-endian {2}, sample format {3}")
    @CsvSource({
        "8, 8, false, 0",
        "8, 8, true, 2",
        "8, 16, false, 0",
        "8, 16, true, 0",
        "8, 16, false, 2",
        "8, 16, true, 2",
        "9, 8, false, 0",
        "9, 16, false, 0",
        "9, 16, true, 1"
    })
    void each_integer_encoding_gives_the_colors_of_the_formula(int photometric, int bits, boolean bigEndian, int format)
            throws Exception {
        TiffFile tiff = tiff(photometric, bits, bigEndian);
        if (format > 0) {
            tiff.tag(TiffFile.SAMPLE_FORMAT, format, format, format);
        }
        MediaResult result = new ProcessorRun(folder).exact().derive("a.tif", tiff.bytes());
        assertThat(result.problem()).isEmpty();
        assertThat(result.warnings()).isEmpty();
        Pixels web = ProcessorRun.pixels(result, DerivativeKind.WEB);
        for (int patch = 0; patch < PATCHES.length; patch++) {
            int x = SIDE * patch + 8;
            int[] expected = srgb(PATCHES[patch]);
            int[] got = {Pictures.red(web, x, 8), Pictures.green(web, x, 8), Pictures.blue(web, x, 8)};
            for (int at = 0; at < 3; at++) {
                assertThat(got[at])
                        .as("patch %d: %s, expected %s", patch, Arrays.toString(got), Arrays.toString(expected))
                        .isBetween(expected[at] - 5, expected[at] + 5);
            }
        }
    }

    @ParameterizedTest(name = "{0} bits, big-endian {1}")
    @CsvSource({"8, false", "16, false", "16, true"})
    void colors_are_relative_to_the_white_point_in_the_file(int bits, boolean bigEndian) throws Exception {
        byte[] file = tiff(CIELAB, bits, bigEndian)
                .shares(TiffFile.WHITE_POINT, 3127, 3290)
                .bytes();
        Pixels web = ProcessorRun.pixels(new ProcessorRun(folder).exact().derive("a.tif", file), DerivativeKind.WEB);
        // CIE 15:2004 with the white of D65 (0.95046, 1, 1.08906), and the matrix of IEC 61966-2-1 without adaptation
        int[][] expected = {
            {0, 0, 0},
            {255, 255, 255},
            {128, 128, 128},
            {207, 59, 64},
            {102, 198, 83},
            {36, 85, 178},
            {249, 221, 68},
            {172, 133, 163}
        };
        for (int patch = 0; patch < expected.length; patch++) {
            int x = SIDE * patch + 8;
            int[] got = {Pictures.red(web, x, 8), Pictures.green(web, x, 8), Pictures.blue(web, x, 8)};
            for (int at = 0; at < 3; at++) {
                assertThat(got[at])
                        .as("patch %d: %s", patch, Arrays.toString(got))
                        .isBetween(expected[patch][at] - 4, expected[patch][at] + 4);
            }
        }
    }

    @Test
    void an_impossible_white_point_is_ignored() throws Exception {
        for (int[] none : new int[][] {{0, 0}, {3127, 0}, {9000, 9000}, {3127}}) {
            byte[] file =
                    tiff(CIELAB, 8, false).shares(TiffFile.WHITE_POINT, none).bytes();
            Pixels web =
                    ProcessorRun.pixels(new ProcessorRun(folder).exact().derive("a.tif", file), DerivativeKind.WEB);
            int[] expected = srgb(PATCHES[3]);
            assertThat(Pictures.red(web, 3 * SIDE + 8, 8)).isBetween(expected[0] - 5, expected[0] + 5);
            assertThat(Pictures.blue(web, 3 * SIDE + 8, 8)).isBetween(expected[2] - 5, expected[2] + 5);
        }
    }

    @Test
    void encodings_that_are_not_read_are_unsupported() throws Exception {
        int width = SIDE * PATCHES.length;
        byte[] real = new TiffFile(width, SIDE, 3, 32)
                .tag(TiffFile.PHOTOMETRIC, CIELAB)
                .tag(TiffFile.SAMPLE_FORMAT, 3, 3, 3)
                .samples(new byte[12 * width * SIDE])
                .bytes();
        byte[] itu = tiff(10, 8, false).bytes();
        byte[] light = new TiffFile(width, SIDE, 1, 8)
                .tag(TiffFile.PHOTOMETRIC, CIELAB)
                .samples(new byte[width * SIDE])
                .bytes();
        for (byte[] file : new byte[][] {real, itu, light}) {
            MediaResult result = new ProcessorRun(folder).exact().derive("a.tif", file);
            assertThat(result.state()).isEqualTo(AssetState.UNSUPPORTED);
            assertThat(result.problem().orElseThrow().code()).isEqualTo("unsupported_samples");
        }
        assertThat(new ProcessorRun(folder)
                        .exact()
                        .derive("a.tif", tiff(ICCLAB, 8, false).bytes())
                        .state())
                .isEqualTo(AssetState.READY);
    }

    private static TiffFile tiff(int photometric, int bits, boolean bigEndian) {
        int width = SIDE * PATCHES.length;
        ByteBuffer samples = ByteBuffer.allocate(3 * width * SIDE * bits / 8)
                .order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < width * SIDE; at++) {
            double[] lab = PATCHES[at % width / SIDE];
            boolean icc = photometric == ICCLAB;
            if (bits == 8) {
                samples.put((byte) Math.round(lab[0] * 2.55));
                samples.put((byte) Math.round(lab[1] + (icc ? 128 : 0)));
                samples.put((byte) Math.round(lab[2] + (icc ? 128 : 0)));
            } else {
                samples.putShort((short) Math.round(lab[0] * (icc ? 652.80 : 655.35)));
                samples.putShort((short) Math.round((lab[1] + (icc ? 128 : 0)) * 256));
                samples.putShort((short) Math.round((lab[2] + (icc ? 128 : 0)) * 256));
            }
        }
        TiffFile tiff = new TiffFile(width, SIDE, 3, bits)
                .tag(TiffFile.PHOTOMETRIC, photometric)
                .samples(samples.array());
        return bigEndian ? tiff.bigEndian() : tiff;
    }

    private static int[] srgb(double... lab) {
        double y = (lab[0] + 16) / 116;
        return TableProfiles.srgb(0.9642 * light(y + lab[1] / 500), light(y), 0.8249 * light(y - lab[2] / 200));
    }

    private static double light(double share) {
        return share > 24 / 116.0 ? share * share * share : (116 * share - 16) * 27 / 24_389;
    }
}
