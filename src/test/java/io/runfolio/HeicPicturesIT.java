package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.runfolio.media.MediaResult;
import io.runfolio.run.AssetState;
import io.runfolio.run.DerivativeSettings;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HEIC as phones write it: one picture, turned pictures, and pictures of tiles. */
class HeicPicturesIT {
    private static final int WIDTH = 320;
    private static final int HEIGHT = 200;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"auto", "program", "embedded"})
    void one_picture_is_decoded(String engine) throws Exception {
        Path heic = write(new HeicFile().frame(frame(WIDTH, HEIGHT, 0, 0)).size(WIDTH, HEIGHT));
        BufferedImage web = web(heic, engine);
        assertThat(difference(web, 0)).isLessThan(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void a_rotated_picture_becomes_upright(int quarters) throws Exception {
        Path heic = write(new HeicFile()
                .frame(frame(WIDTH, HEIGHT, 0, 0))
                .size(WIDTH, HEIGHT)
                .turned(quarters));
        BufferedImage web = web(heic, "auto");
        assertThat(web.getWidth()).isEqualTo(quarters == 2 ? WIDTH : HEIGHT);
        assertThat(difference(web, quarters)).isLessThan(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void tiles_are_joined(int quarters) throws Exception {
        HeicFile file = new HeicFile().size(WIDTH / 2, HEIGHT / 2).grid(2).turned(quarters);
        for (int tile = 0; tile < 4; tile++) {
            file.frame(frame(WIDTH / 2, HEIGHT / 2, tile % 2 * WIDTH / 2, tile / 2 * HEIGHT / 2));
        }
        BufferedImage web = web(write(file), "embedded");
        assertThat(difference(web, quarters)).isLessThan(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void transparency_is_kept(int quarters) throws Exception {
        BufferedImage gray = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                gray.setRGB(x, y, y < HEIGHT / 2 ? 0x606060 : 0xa0a0a0);
            }
        }
        Path heic = write(new HeicFile()
                .frame(frame(WIDTH, HEIGHT, 0, 0))
                .size(WIDTH, HEIGHT)
                .alpha(encoded(gray, "alpha"))
                .turned(quarters));
        BufferedImage web = web(heic, "embedded");
        assertThat(web.getColorModel().hasAlpha()).isTrue();
        int upper = quarters == 0 ? web.getRGB(100, 20) : web.getRGB(HEIGHT - 20, 100);
        int lower = quarters == 0 ? web.getRGB(100, HEIGHT - 20) : web.getRGB(20, 100);
        assertThat(upper >>> 24).isBetween(0x60 - 8, 0x60 + 8);
        assertThat(lower >>> 24).isBetween(0xa0 - 8, 0xa0 + 8);
    }

    @Test
    void a_file_without_one_of_its_tiles_is_not_ready() throws Exception {
        HeicFile file = new HeicFile().size(WIDTH / 2, HEIGHT / 2).grid(2);
        for (int tile = 0; tile < 4; tile++) {
            file.frame(frame(WIDTH / 2, HEIGHT / 2, tile % 2 * WIDTH / 2, tile / 2 * HEIGHT / 2));
        }
        Path heic = write(file);
        byte[] whole = Files.readAllBytes(heic);
        Files.write(heic, java.util.Arrays.copyOf(whole, whole.length - 100));

        MediaResult result = derive(heic, "embedded");

        assertThat(result.state()).isEqualTo(AssetState.FAILED);
        assertThat(result.derivatives()).isEmpty();
    }

    private BufferedImage web(Path heic, String engine) throws Exception {
        MediaResult result = derive(heic, engine);
        assertThat(result.problem()).isEmpty();
        assertThat(result.facts().mimeType()).contains("image/heic");
        return ImageIO.read(folder.resolve("web.png").toFile());
    }

    private MediaResult derive(Path heic, String engine) throws Exception {
        TestWorkspace testWorkspace = new TestWorkspace(folder);
        try (Runfolio runfolio = Runfolio.open(testWorkspace.settings("runfolio.video.engine", engine))) {
            return runfolio.generateImageDerivatives(
                    heic,
                    folder.resolve("web"),
                    folder.resolve("thumb"),
                    new DerivativeSettings(1600, "png", 82, 384, "png", 76, 1280, 640, "jpg", false, true));
        }
    }

    private Path write(HeicFile file) throws Exception {
        return Files.write(folder.resolve("a.heic"), file.bytes());
    }

    /** A part of the scene as one frame of HEVC, nearly lossless. */
    private Path frame(int width, int height, int left, int top) throws Exception {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, scene(left + x, top + y));
            }
        }
        return encoded(image, "frame-" + left + "-" + top);
    }

    private Path encoded(BufferedImage image, String name) throws Exception {
        Path png = folder.resolve(name + ".png");
        ImageIO.write(image, "png", png.toFile());
        Path mp4 = folder.resolve(name + ".mp4");
        Process process = new ProcessBuilder(List.of(
                        "ffmpeg",
                        "-v",
                        "error",
                        "-i",
                        png.toString(),
                        "-frames:v",
                        "1",
                        "-c:v",
                        "libx265",
                        "-x265-params",
                        "keyint=1:qp=8:log-level=none:info=0",
                        "-pix_fmt",
                        "yuv420p",
                        "-vf",
                        "scale=out_color_matrix=bt601:out_range=tv",
                        "-colorspace",
                        "smpte170m",
                        "-y",
                        mp4.toString()))
                .redirectErrorStream(true)
                .start();
        process.getInputStream().readAllBytes();
        assumeTrue(process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0, "no ffmpeg here with libx265");
        return mp4;
    }

    /** Smooth ramps with a mark in the upper left corner. */
    private static int scene(int x, int y) {
        boolean mark = x < 96 && y < 48;
        int red = mark ? 220 : 40 + 150 * x / WIDTH;
        int green = mark ? 60 : 40 + 150 * y / HEIGHT;
        return red << 16 | green << 8 | 90;
    }

    /** Returns the mean difference to the scene after counter-clockwise quarter turns, in steps of 255. */
    private static double difference(BufferedImage web, int quarters) {
        long sum = 0;
        for (int y = 0; y < web.getHeight(); y++) {
            for (int x = 0; x < web.getWidth(); x++) {
                int expected =
                        switch (quarters) {
                            case 1 -> scene(WIDTH - 1 - y, x);
                            case 2 -> scene(WIDTH - 1 - x, HEIGHT - 1 - y);
                            case 3 -> scene(y, HEIGHT - 1 - x);
                            default -> scene(x, y);
                        };
                for (int shift = 0; shift <= 16; shift += 8) {
                    sum += Math.abs((web.getRGB(x, y) >> shift & 255) - (expected >> shift & 255));
                }
            }
        }
        return sum / (3.0 * web.getWidth() * web.getHeight());
    }
}
