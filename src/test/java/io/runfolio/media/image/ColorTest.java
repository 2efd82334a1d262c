package io.runfolio.media.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.media.MediaResult;
import io.runfolio.media.image.pixel.Pixels;
import io.runfolio.run.DerivativeKind;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ColorTest {
    private static final int[] PATCHES = {0xc83c3c, 0x3cc83c, 0x3c3cc8, 0x808080, 0xdcc828, 0x1e1e1e, 0xb4a08c, 0x64b4dc
    };

    @TempDir
    Path folder;

    static List<Arguments> profilesInContainers() {
        List<Arguments> all = new ArrayList<>();
        for (Containers container : Containers.values()) {
            all.add(Arguments.of(container, "Display P3", MatrixProfiles.displayP3()));
            all.add(Arguments.of(container, "Adobe RGB (1998)", MatrixProfiles.adobeRgb()));
            all.add(Arguments.of(container, "ProPhoto RGB", MatrixProfiles.proPhoto()));
        }
        return all;
    }

    @ParameterizedTest(name = "{1} in {0}")
    @MethodSource("profilesInContainers")
    void patches_have_the_colors_of_the_profiles_formula(Containers container, String name, byte[] icc)
            throws Exception {
        byte[] file = container.hold(patches(), new byte[0], icc);
        MediaResult result = new ProcessorRun(folder).exact().derive("a." + container.extension, file);
        assertThat(result.details()).containsEntry("color_profile", name);
        Pixels web = ProcessorRun.pixels(result, DerivativeKind.WEB);
        for (int patch = 0; patch < PATCHES.length; patch++) {
            int x = 32 * patch + 16;
            int[] stored = {PATCHES[patch] >> 16, PATCHES[patch] >> 8 & 255, PATCHES[patch] & 255};
            int[] expected = MatrixProfiles.srgb(icc, stored);
            int[] got = {Pictures.red(web, x, 16), Pictures.green(web, x, 16), Pictures.blue(web, x, 16)};
            for (int channel = 0; channel < 3; channel++) {
                assertThat(got[channel])
                        .as("patch %d: %s, expected %s", patch, Arrays.toString(got), Arrays.toString(expected))
                        .isBetween(expected[channel] - 3, expected[channel] + 3);
            }
        }
    }

    @Test
    void a_profile_that_is_noise_is_ignored() throws Exception {
        byte[] noise = new byte[400];
        new Random(5).nextBytes(noise);
        Pixels web = new ProcessorRun(folder).exact().web("a.png", Containers.PNG.hold(patches(), new byte[0], noise));
        assertThat(Pictures.difference(web, Pictures.pixels(patches()))).isZero();
    }

    /** Expects the colors of transicc of lcms 2.14. Its press profile is the one that libvips 8.14 uses by default. */
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 0, ffffff",
        "0, 255, 255, 0, e81f2a",
        "255, 0, 255, 0, 008f3f",
        "255, 255, 0, 0, 30247b",
        "0, 0, 0, 255, 29232b",
        "0, 0, 0, 128, 898889",
        "40, 90, 160, 30, bc9063",
        "120, 40, 80, 30, 799b98",
        "20, 200, 180, 10, d4524f"
    })
    void cmyk_is_converted_and_not_negative(int cyan, int magenta, int yellow, int black, String rgb) throws Exception {
        byte[] unmarked = fourBands(255 - cyan, 255 - magenta, 255 - yellow, 255 - black);
        // as libjpeg writes it: the inverted samples are inverted again before they become Y, Cb and Cr
        double luma = 0.299 * cyan + 0.587 * magenta + 0.114 * yellow;
        byte[] ycck = fourBands(
                (int) Math.round(luma),
                (int) Math.min(255, Math.round((yellow - luma) / 1.772 + 128)),
                (int) Math.min(255, Math.round((cyan - luma) / 1.402 + 128)),
                255 - black);
        for (byte[] file : new byte[][] {unmarked, adobe(unmarked, 0), adobe(ycck, 2)}) {
            MediaResult result = new ProcessorRun(folder).exact().derive("a.jpg", file);
            assertThat(result.problem()).isEmpty();
            Pixels web = ProcessorRun.pixels(result, DerivativeKind.WEB);
            int light = Pictures.at(web, 8, 8);
            for (int shift = 0; shift <= 16; shift += 8) {
                int expected = Integer.parseInt(rgb, 16) >> shift & 255;
                assertThat(light >> shift & 255).as("%06x", light & 0xffffff).isBetween(expected - 14, expected + 14);
            }
        }
    }

    private static BufferedImage patches() {
        BufferedImage image = new BufferedImage(32 * PATCHES.length, 32, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < 32; y++) {
                image.setRGB(x, y, PATCHES[x / 32]);
            }
        }
        return image;
    }

    private static byte[] fourBands(int... inks) throws Exception {
        WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 16, 4, null);
        for (int band = 0; band < 4; band++) {
            int[] samples = new int[256];
            Arrays.fill(samples, inks[band]);
            raster.setSamples(0, 0, 16, 16, band, samples);
        }
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(1f);
            writer.setOutput(out);
            writer.write(null, new IIOImage(raster, null, null), param);
        }
        return bytes.toByteArray();
    }

    private static byte[] adobe(byte[] jpeg, int transform) {
        return Containers.segment(
                jpeg, 0xee, new byte[] {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) transform});
    }
}
