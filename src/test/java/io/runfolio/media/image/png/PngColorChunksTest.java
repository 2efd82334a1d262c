package io.runfolio.media.image.png;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.media.MediaResult;
import io.runfolio.media.image.CodePointColors;
import io.runfolio.media.image.Containers;
import io.runfolio.media.image.MatrixProfiles;
import io.runfolio.media.image.Pictures;
import io.runfolio.media.image.PngFiles;
import io.runfolio.media.image.ProcessorRun;
import io.runfolio.media.image.pixel.Pixels;
import io.runfolio.run.DerivativeKind;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Chunks of a PNG that name its color space, and their order of precedence. */
class PngColorChunksTest {
    private static final double[][] SHARES = {
        {0, 0, 0}, {0.2, 0.2, 0.2}, {0.5, 0.5, 0.5}, {0.784, 0.235, 0.745}, {0.3, 0.6, 0.2}, {0.1, 0.3, 0.55}, {1, 1, 1}
    };

    @TempDir
    Path folder;

    @ParameterizedTest(name = "primaries {0}, transfer {1}, {2} bits")
    @CsvSource({"12, 13, 8", "12, 13, 16", "9, 13, 8", "9, 14, 8", "1, 1, 8", "1, 13, 16", "1, 8, 16", "12, 8, 16"})
    void colors_of_wide_spaces_are_converted(int primaries, int transfer, int bits) throws Exception {
        MediaResult result = derive(bits, SHARES, cicp(primaries, transfer, 0, 1));
        assertThat(result.details().getOrDefault("hdr", false)).isEqualTo(false);
        check(result, primaries, transfer, bits == 8 ? 3 : 4, SHARES);
    }

    @ParameterizedTest(name = "transfer {0}, primaries {1}, {2} bits")
    @CsvSource({"16, 9, 16", "18, 9, 16", "16, 12, 16", "16, 1, 8", "18, 9, 8"})
    void light_beyond_white_is_compressed_and_the_record_says_hdr(int transfer, int primaries, int bits)
            throws Exception {
        double[] nits = {0, 1, 10, 50, 100, 203, 400, 1_000};
        double[][] shares = new double[nits.length + 2][];
        for (int at = 0; at < nits.length; at++) {
            double share = transfer == 16 ? CodePointColors.pq(nits[at]) : CodePointColors.hlg(nits[at]);
            shares[at] = new double[] {share, share, share};
        }
        shares[nits.length] = new double[] {0.5, 0.35, 0.3};
        shares[nits.length + 1] = new double[] {0.3, 0.35, 0.55};
        MediaResult result = derive(bits, shares, cicp(primaries, transfer, 0, 1));
        assertThat(result.details()).containsEntry("hdr", true);
        check(result, primaries, transfer, 5, shares);
        // white paper is white, and brighter light is not darker
        Pixels web = ProcessorRun.pixels(result, DerivativeKind.WEB);
        assertThat(Pictures.green(web, 5 * 16 + 8, 8)).isGreaterThan(240);
        assertThat(Pictures.green(web, 7 * 16 + 8, 8)).isGreaterThan(250);
    }

    @Test
    void narrow_range_reaches_from_16_to_235() throws Exception {
        double[][] stored = {
            {16 / 255.0, 16 / 255.0, 16 / 255.0},
            {125.5 / 255, 125.5 / 255, 125.5 / 255},
            {235 / 255.0, 235 / 255.0, 235 / 255.0}
        };
        Pixels web = ProcessorRun.pixels(derive(16, stored, cicp(1, 13, 0, 0)), DerivativeKind.WEB);
        assertThat(Pictures.green(web, 8, 8)).isBetween(0, 2);
        assertThat(Pictures.green(web, 24, 8)).isBetween(126, 129);
        assertThat(Pictures.green(web, 40, 8)).isBetween(253, 255);
    }

    @Test
    void the_order_of_precedence_is_cicp_iccp_srgb_and_then_gamma() throws Exception {
        byte[] chunks = Containers.join(icc(MatrixProfiles.adobeRgb()), gamma(1.0));
        check(derive(8, SHARES, Containers.join(cicp(12, 13, 0, 1), chunks)), 12, 13, 3, SHARES);
        check(derive(8, SHARES, Containers.join(chunks, cicp(12, 13, 0, 1))), 12, 13, 3, SHARES);
        // with a matrix or reserved codes the next chunk counts
        for (byte[] ignored :
                new byte[][] {cicp(9, 16, 9, 1), cicp(3, 13, 0, 1), cicp(9, 200, 0, 1), cicp(2, 2, 0, 1), new byte[0]
                }) {
            Pixels web = ProcessorRun.pixels(derive(8, SHARES, Containers.join(ignored, chunks)), DerivativeKind.WEB);
            int[] expected = MatrixProfiles.srgb(MatrixProfiles.adobeRgb(), 200, 60, 190);
            assertThat(Pictures.red(web, 3 * 16 + 8, 8)).isBetween(expected[0] - 3, expected[0] + 3);
        }
        check(derive(8, SHARES, Containers.join(chunk("sRGB", new byte[1]), gamma(1.0))), 1, 13, 0, SHARES);
        check(derive(8, SHARES, Containers.join(gamma(1.0), chunk("sRGB", new byte[1]))), 1, 13, 0, SHARES);
    }

    @ParameterizedTest
    @CsvSource({"1.0", "1.8", "2.6"})
    void a_gamma_that_is_not_that_of_srgb_is_applied(double gamma) throws Exception {
        Pixels web = ProcessorRun.pixels(derive(16, SHARES, gamma(gamma)), DerivativeKind.WEB);
        for (int patch = 1; patch < 3; patch++) {
            int expected = CodePointColors.encoded(Math.pow(SHARES[patch][0], gamma));
            assertThat(Pictures.green(web, 16 * patch + 8, 8)).isBetween(expected - 2, expected + 2);
        }
    }

    @Test
    void chromaticities_without_a_gamma_are_applied_unless_they_are_those_of_srgb() throws Exception {
        check(derive(8, SHARES, chromaticities(0.680, 0.320, 0.265, 0.690, 0.150, 0.060)), 12, 13, 3, SHARES);
        byte[] srgb = Containers.join(gamma(2.2), chromaticities(0.64, 0.33, 0.30, 0.60, 0.15, 0.06));
        MediaResult plain = derive(8, SHARES, srgb);
        check(plain, 1, 13, 0, SHARES);
        assertThat(plain.details()).doesNotContainKeys("hdr", "color_profile");
    }

    @Test
    void a_gamma_with_primaries_of_another_space_is_applied_literally() throws Exception {
        byte[] adobe = Containers.join(gamma(2.2), chromaticities(0.64, 0.33, 0.21, 0.71, 0.15, 0.06));
        double[][] shares = {{40 / 255.0, 70 / 255.0, 160 / 255.0}, {90 / 255.0, 130 / 255.0, 90 / 255.0}};
        // powers of 2.2, the matrix of Adobe RGB (1998), annex B, and sRGB's curve
        int[][] expected = {{2, 68, 164}, {62, 131, 87}};
        Pixels web = ProcessorRun.pixels(derive(8, shares, adobe), DerivativeKind.WEB);
        for (int patch = 0; patch < 2; patch++) {
            int x = 16 * patch + 8;
            assertThat(Pictures.red(web, x, 8)).isBetween(expected[patch][0] - 3, expected[patch][0] + 3);
            assertThat(Pictures.green(web, x, 8)).isBetween(expected[patch][1] - 3, expected[patch][1] + 3);
            assertThat(Pictures.blue(web, x, 8)).isBetween(expected[patch][2] - 3, expected[patch][2] + 3);
        }
    }

    @Test
    void impossible_chromaticities_are_ignored() throws Exception {
        for (byte[] chunk : new byte[][] {
            chunk("gAMA", new byte[4]),
            chunk("gAMA", new byte[2]),
            chunk("gAMA", new byte[] {-1, -1, -1, -1}),
            chunk("cHRM", new byte[32]),
            chunk("cHRM", new byte[31]),
            chromaticities(0.3, 0.3, 0.3, 0.3, 0.3, 0.3),
            chunk("cICP", new byte[] {9, 16}),
            chunk("cICP", new byte[0])
        }) {
            check(derive(8, SHARES, chunk), 1, 13, 0, SHARES);
        }
    }

    private MediaResult derive(int bits, double[][] shares, byte[] chunks) throws Exception {
        int width = 16 * shares.length;
        ByteBuffer rows = ByteBuffer.allocate(16 * (1 + width * 3 * bits / 8));
        for (int y = 0; y < 16; y++) {
            rows.put((byte) 0);
            for (int x = 0; x < width; x++) {
                for (double share : shares[x / 16]) {
                    if (bits == 8) {
                        rows.put((byte) Math.round(share * 255));
                    } else {
                        rows.putShort((short) Math.round(share * 65_535));
                    }
                }
            }
        }
        byte[] png = new PngFiles(width, 16, bits, 2).rows(rows.array()).end();
        byte[] file = Containers.join(
                Arrays.copyOf(png, 33), Containers.join(chunks, Arrays.copyOfRange(png, 33, png.length)));
        MediaResult result = new ProcessorRun(folder).exact().derive("a.png", file);
        assertThat(result.problem()).isEmpty();
        assertThat(result.warnings()).isEmpty();
        return result;
    }

    private static void check(MediaResult result, int primaries, int transfer, int tolerance, double[][] shares) {
        Pixels web = ProcessorRun.pixels(result, DerivativeKind.WEB);
        for (int patch = 0; patch < shares.length; patch++) {
            int[] expected = CodePointColors.srgb(primaries, transfer, shares[patch]);
            int x = 16 * patch + 8;
            int[] got = {Pictures.red(web, x, 8), Pictures.green(web, x, 8), Pictures.blue(web, x, 8)};
            for (int at = 0; at < 3; at++) {
                assertThat(got[at])
                        .as("patch %d: %s, expected %s", patch, Arrays.toString(got), Arrays.toString(expected))
                        .isBetween(expected[at] - tolerance, expected[at] + tolerance);
            }
        }
    }

    private static byte[] chunk(String type, byte[] data) {
        byte[] held = PngFiles.with(new byte[33], type, data);
        return Arrays.copyOfRange(held, 33, held.length);
    }

    private static byte[] cicp(int... codes) {
        return chunk("cICP", new byte[] {(byte) codes[0], (byte) codes[1], (byte) codes[2], (byte) codes[3]});
    }

    private static byte[] icc(byte[] profile) {
        return chunk("iCCP", Containers.join("profile\0\0".getBytes(ISO_8859_1), PngFiles.deflated(profile)));
    }

    private static byte[] gamma(double gamma) {
        return chunk(
                "gAMA",
                ByteBuffer.allocate(4).putInt((int) Math.round(100_000 / gamma)).array());
    }

    private static byte[] chromaticities(double... xy) {
        ByteBuffer data = ByteBuffer.allocate(32).putInt(31_270).putInt(32_900);
        for (double one : xy) {
            data.putInt((int) Math.round(one * 100_000));
        }
        return chunk("cHRM", data.array());
    }
}
