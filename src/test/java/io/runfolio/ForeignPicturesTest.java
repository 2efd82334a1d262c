package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.runfolio.media.MediaResult;
import io.runfolio.run.AssetState;
import io.runfolio.run.DerivativeSettings;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures that Java cannot decode, made with ffmpeg and read through the engine of clips. */
class ForeignPicturesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "a.avif, libaom-av1 -still-picture 1 -f avif, image/avif",
        "a.jp2, jpeg2000 -pix_fmt rgb24 -f image2, image/jp2"
    })
    void a_picture_of_a_foreign_format_gets_derivatives_of_the_same_colours(String name, String encoder, String mime)
            throws Exception {
        TestWorkspace testWorkspace = new TestWorkspace(folder);
        Path made = folder.resolve(name);
        List<String> command = new ArrayList<>(List.of(
                "ffmpeg",
                "-v",
                "error",
                "-f",
                "lavfi",
                "-i",
                "color=c=0x3060c0:size=320x200",
                "-frames:v",
                "1",
                "-c:v"));
        command.addAll(List.of(encoder.split(" ")));
        command.add(made.toString());
        assumeTrue(runs(command), "no ffmpeg here that writes " + name);

        try (Runfolio runfolio = Runfolio.open(testWorkspace.settings())) {
            MediaResult result =
                    runfolio.generateImageDerivatives(made, folder.resolve("web"), folder.resolve("thumb"), settings());

            assertThat(result.problem()).isEmpty();
            assertThat(result.state()).isEqualTo(AssetState.READY);
            assertThat(result.facts().mimeType()).contains(mime);
            BufferedImage web = ImageIO.read(folder.resolve("web.png").toFile());
            assertThat(web.getWidth()).isEqualTo(320);
            Color colour = new Color(web.getRGB(160, 100));
            assertThat(colour.getRed()).isBetween(0x30 - 6, 0x30 + 6);
            assertThat(colour.getGreen()).isBetween(0x60 - 6, 0x60 + 6);
            assertThat(colour.getBlue()).isBetween(0xc0 - 6, 0xc0 + 6);
        }
    }

    @ParameterizedTest
    @CsvSource({"a.avif", "a.jp2"})
    void a_cut_file_of_a_foreign_format_is_not_silently_ready(String name) throws Exception {
        TestWorkspace testWorkspace = new TestWorkspace(folder);
        Path cut = folder.resolve(name);
        byte[] head = name.endsWith("avif")
                ? "\0\0\0\u0020ftypavif\0\0\0\0avifmif1miaf".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)
                : "\0\0\0\fjP  \r\n\u0087\n\0\0\0\u0014ftypjp2 \0\0\0\0jp2 "
                        .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        Files.write(cut, head);

        try (Runfolio runfolio = Runfolio.open(testWorkspace.settings())) {
            MediaResult result =
                    runfolio.generateImageDerivatives(cut, folder.resolve("web"), folder.resolve("thumb"), settings());

            assertThat(result.state()).isIn(AssetState.FAILED, AssetState.UNSUPPORTED);
            assertThat(result.derivatives()).isEmpty();
        }
    }

    private static DerivativeSettings settings() {
        return new DerivativeSettings(1600, "png", 82, 384, "png", 76, 1280, 640, "jpg", false, true);
    }

    private static boolean runs(List<String> command) throws Exception {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (java.io.IOException e) {
            return false;
        }
    }
}
