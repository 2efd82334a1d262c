package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.runfolio.media.MediaResult;
import io.runfolio.media.image.MatrixProfiles;
import io.runfolio.run.DerivativeSettings;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JPEG 2000 in full-range Y'CbCr: ISO/IEC 15444-1, section I.5.3.3. */
@Tag("slow")
class Jpeg2000Test {
    private static final int SIDE = 64;

    @TempDir
    Path folder;

    /** Expected by ITU-T T.871: R = Y + 1.402 (Cr - 128), and so on. */
    @ParameterizedTest(name = "{0}, {1}: {2} {3} {4}")
    @CsvSource({
        "auto, 4, 220, 128, 128, 220, 220, 220",
        "embedded, 4, 220, 128, 128, 220, 220, 220",
        "auto, 4, 8, 128, 128, 8, 8, 8",
        "auto, 4, 150, 90, 170, 209, 133, 83",
        "embedded, 4, 150, 90, 170, 209, 133, 83",
        "auto, 2, 220, 128, 128, 220, 220, 220",
        "auto, 1, 220, 128, 128, 220, 220, 220"
    })
    void full_range_chroma_and_luma_are_not_stretched(
            String engine, int subsampled, int luma, int cb, int cr, int red, int green, int blue) throws Exception {
        BufferedImage web = web(engine, jp2(subsampled, luma, cb, cr));
        int color = web.getRGB(20, 20);
        assertThat(color >> 16 & 255).as("red of %06x", color & 0xffffff).isBetween(red - 2, red + 2);
        assertThat(color >> 8 & 255).as("green of %06x", color & 0xffffff).isBetween(green - 2, green + 2);
        assertThat(color & 255).as("blue of %06x", color & 0xffffff).isBetween(blue - 2, blue + 2);
    }

    @Test
    void a_profile_in_the_header_is_converted_from() throws Exception {
        byte[] icc = MatrixProfiles.displayP3();
        int[] expected = MatrixProfiles.srgb(icc, 209, 133, 83);
        int color = web("auto", withProfile(jp2(4, 150, 90, 170), icc)).getRGB(20, 20);
        assertThat(color >> 16 & 255).as("red of %06x", color & 0xffffff).isBetween(expected[0] - 3, expected[0] + 3);
        assertThat(color >> 8 & 255).as("green of %06x", color & 0xffffff).isBetween(expected[1] - 3, expected[1] + 3);
        assertThat(color & 255).as("blue of %06x", color & 0xffffff).isBetween(expected[2] - 3, expected[2] + 3);
    }

    private BufferedImage web(String engine, byte[] file) throws Exception {
        try (Runfolio runfolio = Runfolio.open(new TestWorkspace(folder).settings("runfolio.video.engine", engine))) {
            MediaResult result = runfolio.generateImageDerivatives(
                    Files.write(folder.resolve("a.jp2"), file),
                    folder.resolve("web"),
                    folder.resolve("thumb"),
                    new DerivativeSettings(1600, "png", 82, 64, "png", 76, 1280, 640, "jpg", false, true));
            assertThat(result.problem()).isEmpty();
            return ImageIO.read(folder.resolve("web.png").toFile());
        }
    }

    /** @param subsampled 4 for 4:2:0, 2 for 4:2:2, 1 for 4:4:4 */
    private byte[] jp2(int subsampled, int luma, int cb, int cr) throws Exception {
        byte[] raw = new byte[SIDE * SIDE + 2 * SIDE * SIDE / subsampled];
        Arrays.fill(raw, 0, SIDE * SIDE, (byte) luma);
        Arrays.fill(raw, SIDE * SIDE, SIDE * SIDE + SIDE * SIDE / subsampled, (byte) cb);
        Arrays.fill(raw, SIDE * SIDE + SIDE * SIDE / subsampled, raw.length, (byte) cr);
        Path planes = Files.write(folder.resolve("planes"), raw);
        Path made = folder.resolve("made.jp2");
        String format = subsampled == 4 ? "yuv420p" : subsampled == 2 ? "yuv422p" : "yuv444p";
        List<String> words = new ArrayList<>(List.of("ffmpeg", "-v", "error", "-f", "rawvideo", "-pix_fmt", format));
        words.addAll(List.of("-s", SIDE + "x" + SIDE, "-i", planes.toString(), "-frames:v", "1"));
        words.addAll(List.of("-c:v", "jpeg2000", "-y", made.toString()));
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        assumeTrue(process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0, "no ffmpeg here with jpeg2000");
        return Files.readAllBytes(made);
    }

    /** Puts a profile in the place of the number of the color space. */
    private static byte[] withProfile(byte[] jp2, byte[] icc) {
        String text = new String(jp2, StandardCharsets.ISO_8859_1);
        int header = text.indexOf("jp2h") - 4;
        int colors = text.indexOf("colr") - 4;
        int old = ByteBuffer.wrap(jp2).getInt(colors);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(jp2, 0, colors);
        out.writeBytes(ByteBuffer.allocate(11)
                .putInt(11 + icc.length)
                .putInt(0x636f6c72)
                .put((byte) 2)
                .array());
        out.writeBytes(icc);
        out.write(jp2, colors + old, jp2.length - colors - old);
        byte[] made = out.toByteArray();
        ByteBuffer.wrap(made).putInt(header, ByteBuffer.wrap(jp2).getInt(header) + 11 + icc.length - old);
        return made;
    }
}
