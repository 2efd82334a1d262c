package io.runfolio.media.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.media.MediaResult;
import io.runfolio.media.image.TableProfiles.Encoding;
import io.runfolio.media.image.pixel.Pixels;
import io.runfolio.run.DerivativeKind;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Profiles of tables, of gray and of CMYK in each format that can hold them, against their formula. */
class TableProfilesTest {
    private static final int[] PATCHES = {0xc83c3c, 0x3cc83c, 0x3c3cc8, 0x808080, 0xdcc828, 0x1e1e1e, 0xb4a08c, 0x64b4dc
    };
    /** Cyan, magenta, yellow, black; 255 is full ink. */
    private static final int[][] INKS = {
        {0, 0, 0, 0},
        {255, 0, 0, 0},
        {0, 255, 0, 0},
        {0, 0, 255, 0},
        {0, 0, 0, 255},
        {120, 40, 80, 30},
        {20, 200, 180, 10}
    };

    @TempDir
    Path folder;

    static List<Arguments> tablesInContainers() {
        List<Arguments> all = new ArrayList<>();
        for (Containers container : Containers.values()) {
            for (Encoding encoding : Encoding.values()) {
                all.add(Arguments.of(container, encoding));
            }
        }
        return all;
    }

    @ParameterizedTest(name = "{1} in {0}")
    @MethodSource("tablesInContainers")
    void a_lookup_table_gives_the_colors_of_its_formula(Containers container, Encoding encoding) throws Exception {
        byte[] file = container.hold(patches(PATCHES), new byte[0], TableProfiles.rgb(encoding));
        MediaResult result = derive("a." + container.extension, file);
        Pixels web = ProcessorRun.pixels(result, DerivativeKind.WEB);
        for (int patch = 0; patch < PATCHES.length; patch++) {
            int x = 32 * patch + 16;
            int[] expected = TableProfiles.srgb(TableProfiles.rgbLight(
                    (PATCHES[patch] >> 16) / 255.0,
                    (PATCHES[patch] >> 8 & 255) / 255.0,
                    (PATCHES[patch] & 255) / 255.0));
            assertNear(web, x, expected, 3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void gray_of_another_gamma_keeps_its_appearance(Containers container) throws Exception {
        int[] grays = {0x000000, 0x404040, 0x808080, 0xc0c0c0, 0xffffff};
        BufferedImage picture =
                container == Containers.JPEG || container == Containers.PNG ? gray(patches(grays)) : patches(grays);
        byte[] file = container == Containers.JPEG
                ? Containers.segment(
                        Pictures.encoded(picture, "jpg"),
                        0xe2,
                        Containers.join(
                                "ICC_PROFILE\0\1\1".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1),
                                TableProfiles.gray(1.8)))
                : container.hold(picture, new byte[0], TableProfiles.gray(1.8));
        MediaResult result = derive("a." + container.extension, file);
        Pixels web = ProcessorRun.pixels(result, DerivativeKind.WEB);
        for (int patch = 0; patch < grays.length; patch++) {
            int x = 32 * patch + 16;
            double light = Math.pow((grays[patch] & 255) / 255.0, 1.8);
            assertNear(web, x, TableProfiles.srgb(0.9642 * light, light, 0.8249 * light), 3);
        }
    }

    @Test
    void the_curve_of_a_gray_profile_connected_by_lab_is_lightness() throws Exception {
        int[] grays = {0, 20, 80, 127, 160, 200, 240};
        // Little CMS with ArgyllCMS's Gray-CIE_L.icc, relative colorimetric
        int[] expected = {0, 23, 74, 118, 152, 194, 238};
        byte[] psd = CmykFiles.grayPsd(grays, TableProfiles.lightness());
        Pixels web = ProcessorRun.pixels(derive("a.psd", psd), DerivativeKind.WEB);
        for (int patch = 0; patch < grays.length; patch++) {
            assertNear(web, 32 * patch + 16, new int[] {expected[patch], expected[patch], expected[patch]}, 2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void cmyk_with_a_profile_is_converted_by_it(Encoding encoding) throws Exception {
        byte[] profile = TableProfiles.cmyk(encoding);
        checkInks("a.jpg", CmykFiles.jpeg(INKS, 0, profile));
        checkInks("a.jpg", CmykFiles.jpeg(INKS, 2, profile));
        checkInks("a.tif", CmykFiles.tiff(INKS, profile));
    }

    @Test
    void gray_of_a_psd_is_converted_by_its_profile() throws Exception {
        int[] grays = {0x00, 0x40, 0x80, 0xc0, 0xff};
        Pixels web = ProcessorRun.pixels(
                derive("a.psd", CmykFiles.grayPsd(grays, TableProfiles.gray(1.8))), DerivativeKind.WEB);
        for (int patch = 0; patch < grays.length; patch++) {
            double light = Math.pow(grays[patch] / 255.0, 1.8);
            assertNear(web, 32 * patch + 16, TableProfiles.srgb(0.9642 * light, light, 0.8249 * light), 3);
        }
    }

    private void checkInks(String name, byte[] file) throws Exception {
        Pixels web = ProcessorRun.pixels(derive(name, file), DerivativeKind.WEB);
        for (int patch = 0; patch < INKS.length; patch++) {
            double[] shares =
                    Arrays.stream(INKS[patch]).mapToDouble(ink -> ink / 255.0).toArray();
            assertNear(web, 32 * patch + 16, TableProfiles.srgb(TableProfiles.inkLight(shares)), 12);
        }
    }

    private MediaResult derive(String name, byte[] file) throws Exception {
        MediaResult result = new ProcessorRun(folder).exact().derive(name, file);
        assertThat(result.problem()).isEmpty();
        return result;
    }

    private static void assertNear(Pixels web, int x, int[] expected, int tolerance) {
        int[] actual = {Pictures.red(web, x, 16), Pictures.green(web, x, 16), Pictures.blue(web, x, 16)};
        for (int channel = 0; channel < 3; channel++) {
            assertThat(actual[channel])
                    .as("patch at %d: %s, expected %s", x, Arrays.toString(actual), Arrays.toString(expected))
                    .isBetween(expected[channel] - tolerance, expected[channel] + tolerance);
        }
    }

    private static BufferedImage patches(int... colors) {
        BufferedImage image = new BufferedImage(32 * colors.length, 32, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < 32; y++) {
                image.setRGB(x, y, colors[x / 32]);
            }
        }
        return image;
    }

    /** Copies the samples: drawing would treat gray as linear. */
    private static BufferedImage gray(BufferedImage image) {
        BufferedImage gray = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < image.getHeight(); y++) {
                gray.getRaster().setSample(x, y, 0, image.getRGB(x, y) & 255);
            }
        }
        return gray;
    }
}
