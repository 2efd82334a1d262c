package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.runfolio.media.MediaResult;
import io.runfolio.run.DerivativeSettings;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The primary item of HEIC and AVIF: selection, crop, rotation, mirroring and color space. */
class HeicItemsIT {
    private static final int WIDTH = 192;
    private static final int HEIGHT = 128;
    /** Colors of the scene's quarters: upper left and right, lower left and right. */
    private static final int[] QUARTERS = {0xc83c3c, 0x3cc83c, 0x3c3cc8, 0xc8c83c};

    @TempDir
    Path folder;

    @Test
    void size_and_picture_are_those_of_the_primary_item() throws Exception {
        Path small = frame("small", 64, 48, x -> 0x3cc83c);
        Path large = frame("large", WIDTH, HEIGHT, x -> 0xc83c3c);
        try (Runfolio runfolio = open()) {
            for (int primary = 1; primary <= 2; primary++) {
                HeicFile file = new HeicFile()
                        .frame(small, 64, 48)
                        .frame(large, WIDTH, HEIGHT)
                        .separate(primary);
                BufferedImage web = web(runfolio, file.bytes());
                assertThat(web.getWidth()).isEqualTo(primary == 1 ? 64 : WIDTH);
                assertThat(web.getHeight()).isEqualTo(primary == 1 ? 48 : HEIGHT);
                assertNear(web, 20, 20, primary == 1 ? 0x3cc83c : 0xc83c3c);
            }
        }
    }

    @Test
    void crop_rotation_and_mirroring_are_applied_in_order() throws Exception {
        Path scene = frame("scene", WIDTH, HEIGHT, place -> QUARTERS[place]);
        try (Runfolio runfolio = open()) {
            // the right half of the picture
            BufferedImage web = web(runfolio, scene(scene).cropped(96, 128, 96, 0));
            assertCorners(web, 96, 128, 1, 1, 3, 3);
            // odd places: 101 x 67 pixels whose centre is that of the picture
            web = web(runfolio, scene(scene).cropped(101, 67, 0, 0));
            assertCorners(web, 101, 67, 0, 1, 2, 3);
            // the lower half, then a quarter counter-clockwise: what is right comes up
            web = web(runfolio, scene(scene).cropped(192, 64, 0, 64).turned(1));
            assertCorners(web, 64, 192, 3, 3, 2, 2);
            web = web(runfolio, scene(scene).turned(1).mirrored(1));
            assertCorners(web, 128, 192, 3, 1, 2, 0);
            web = web(runfolio, scene(scene).mirrored(1).turned(1));
            assertCorners(web, 128, 192, 0, 2, 1, 3);
            web = web(runfolio, scene(scene).mirrored(0));
            assertCorners(web, 192, 128, 2, 3, 0, 1);
            web = web(runfolio, scene(scene).turned(3).cropped(64, 192, -64, 0));
            assertCorners(web, 64, 192, 2, 2, 3, 3);
            // a crop that is no number, and one of nothing, are passed over
            web = web(runfolio, scene(scene).cropped(-5, 0, 0, 0));
            assertCorners(web, 192, 128, 0, 1, 2, 3);
        }
    }

    @Test
    void a_grid_is_cropped_and_has_the_color_space_of_its_code_points() throws Exception {
        HeicFile file =
                new HeicFile().size(96, 64).grid(2).codes(12, 13, 6, false).cropped(96, 128, -96, 0);
        for (int tile = 0; tile < 4; tile++) {
            int color = QUARTERS[tile];
            file.frame(frame("tile" + tile, 96, 64, place -> color));
        }
        try (Runfolio runfolio = open()) {
            MediaResult result = derive(runfolio, file.bytes());
            assertThat(result.details())
                    .containsEntry("color_profile", "Display P3")
                    .containsEntry("hdr", false);
            BufferedImage web = ImageIO.read(folder.resolve("web.png").toFile());
            assertThat(web.getWidth()).isEqualTo(96);
            assertThat(web.getHeight()).isEqualTo(128);
            // (200,60,60) and (60,60,200) of Display P3, by the published matrices
            assertNear(web, 40, 30, 0xd9_28_37);
            assertNear(web, 40, 100, 0x3c_3c_d1);
        }
    }

    @Test
    void hdr_of_avif_is_tone_mapped_and_recorded() throws Exception {
        // PQ samples of 50, 100 and 203 nits: SMPTE ST 2084. With white at 203 nits these are 136, 186 and white of
        // sRGB
        double[] shares = {0.4402, 0.5081, 0.5806};
        int[] expected = {136, 186, 245};
        ByteBuffer raw = ByteBuffer.allocate(6 * WIDTH * HEIGHT).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < WIDTH * HEIGHT; at++) {
            for (int sample = 0; sample < 3; sample++) {
                raw.putShort((short) Math.round(shares[at % WIDTH / 64] * 65_535));
            }
        }
        Path pixels = Files.write(folder.resolve("pixels"), raw.array());
        Path avif = folder.resolve("hdr.avif");
        run("ffmpeg -v error -f rawvideo -pix_fmt rgb48le -s " + WIDTH + "x" + HEIGHT + " -i " + pixels
                + " -frames:v 1 -vf scale=out_color_matrix=bt2020:out_range=tv -pix_fmt yuv420p10le"
                + " -color_primaries bt2020 -color_trc smpte2084 -colorspace bt2020nc -color_range tv"
                + " -c:v libaom-av1 -cpu-used 8 -crf 2 -still-picture 1 -y " + avif);
        try (Runfolio runfolio = open()) {
            MediaResult result = derive(runfolio, Files.readAllBytes(avif));
            assertThat(result.details())
                    .containsEntry("color_profile", "BT.2020 PQ")
                    .containsEntry("hdr", true);
            BufferedImage web = ImageIO.read(folder.resolve("web.png").toFile());
            for (int patch = 0; patch < 3; patch++) {
                assertNear(web, 64 * patch + 32, 64, expected[patch] * 0x010101);
            }
        }
    }

    private HeicFile scene(Path frame) throws Exception {
        return new HeicFile().frame(frame).size(WIDTH, HEIGHT);
    }

    private BufferedImage web(Runfolio runfolio, HeicFile file) throws Exception {
        return web(runfolio, file.bytes());
    }

    private BufferedImage web(Runfolio runfolio, byte[] file) throws Exception {
        derive(runfolio, file);
        return ImageIO.read(folder.resolve("web.png").toFile());
    }

    private MediaResult derive(Runfolio runfolio, byte[] file) throws Exception {
        MediaResult result = runfolio.generateImageDerivatives(
                Files.write(folder.resolve("a.heic"), file),
                folder.resolve("web"),
                folder.resolve("thumb"),
                new DerivativeSettings(1600, "png", 82, 64, "png", 76, 1280, 640, "jpg", false, true));
        assertThat(result.problem()).isEmpty();
        return result;
    }

    private Runfolio open() throws Exception {
        return Runfolio.open(new TestWorkspace(folder).settings("runfolio.video.engine", "embedded"));
    }

    /** Checks the size and, a little inside, the corners: upper left and right, lower left and right. */
    private static void assertCorners(BufferedImage web, int width, int height, int... quarters) {
        assertThat(web.getWidth()).isEqualTo(width);
        assertThat(web.getHeight()).isEqualTo(height);
        assertNear(web, 12, 12, QUARTERS[quarters[0]]);
        assertNear(web, width - 12, 12, QUARTERS[quarters[1]]);
        assertNear(web, 12, height - 12, QUARTERS[quarters[2]]);
        assertNear(web, width - 12, height - 12, QUARTERS[quarters[3]]);
    }

    private static void assertNear(BufferedImage web, int x, int y, int color) {
        for (int shift = 0; shift <= 16; shift += 8) {
            assertThat(web.getRGB(x, y) >> shift & 255)
                    .as("pixel %d, %d is %06x, expected %06x", x, y, web.getRGB(x, y) & 0xffffff, color)
                    .isBetween((color >> shift & 255) - 6, (color >> shift & 255) + 6);
        }
    }

    private interface Scene {
        int color(int quarter);
    }

    /** Returns one frame of HEVC, nearly lossless. */
    private Path frame(String name, int width, int height, Scene scene) throws Exception {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, scene.color((x < width / 2 ? 0 : 1) + (y < height / 2 ? 0 : 2)));
            }
        }
        Path png = folder.resolve(name + ".png");
        ImageIO.write(image, "png", png.toFile());
        Path mp4 = folder.resolve(name + ".mp4");
        run("ffmpeg -v error -i " + png + " -frames:v 1 -c:v libx265 -x265-params keyint=1:qp=8:log-level=none:info=0"
                + " -pix_fmt yuv420p -vf scale=out_color_matrix=bt601:out_range=tv -colorspace smpte170m -y " + mp4);
        return mp4;
    }

    private static void run(String line) throws Exception {
        List<String> words = new ArrayList<>(List.of(line.split(" ")));
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        process.getInputStream().transferTo(said);
        assumeTrue(
                process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0,
                "no ffmpeg here with libx265 and libaom: " + said);
    }
}
