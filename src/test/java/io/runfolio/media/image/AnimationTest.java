package io.runfolio.media.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.media.Derivative;
import io.runfolio.media.MediaResult;
import io.runfolio.media.SniffedType.Format;
import io.runfolio.media.image.encode.AnimatedWebpWriter;
import io.runfolio.media.image.encode.OutputFormat;
import io.runfolio.media.image.encode.StillEncoder;
import io.runfolio.media.image.format.AnimationFrame;
import io.runfolio.media.image.format.FrameSource;
import io.runfolio.media.image.pixel.Pixels;
import io.runfolio.media.image.pixel.Size;
import io.runfolio.run.AssetState;
import io.runfolio.run.DerivativeKind;
import io.runfolio.run.DerivativeSettings;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests animations of one black frame, a scene, and a red square on its corner. The square is then cleared or kept. */
class AnimationTest {
    private static final int WIDTH = 64;
    private static final int HEIGHT = 48;

    @TempDir
    Path folder;

    @Test
    void a_gif_stays_animated_and_its_thumb_is_not_the_black_frame() throws Exception {
        check("a.gif", gif(100, "doNotDispose"));
    }

    @Test
    void a_flat_color_represents_an_animation_rather_than_black() throws Exception {
        for (int[] colors : new int[][] {{0, 0x006600, 0x009900}, {0xffffff, 0, 0x006600}, {0, 0, 0x006600}}) {
            List<BufferedImage> steps = new ArrayList<>();
            for (int color : colors) {
                BufferedImage step = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
                for (int at = 0; at < WIDTH * HEIGHT; at++) {
                    step.setRGB(at % WIDTH, at / WIDTH, color);
                }
                steps.add(step);
            }
            MediaResult result =
                    new ProcessorRun(folder).derive("a.gif", AnimatedFiles.gif(steps, 100, "doNotDispose"));
            Pixels thumb = ProcessorRun.pixels(result, DerivativeKind.THUMB);
            assertThat(Pictures.green(thumb, 4, 4)).isBetween(0x66 - 8, 0x66 + 8);
        }
    }

    @Test
    void an_animated_png_stays_animated() throws Exception {
        check("a.png", apng(0));
    }

    @Test
    void an_animated_webp_stays_animated() throws Exception {
        AnimatedWebpWriter webp = new AnimatedWebpWriter(new Size(WIDTH, HEIGHT));
        StillEncoder encoder = new StillEncoder(4, 0);
        for (BufferedImage frame : expected()) {
            webp.add(encoder.encode(Pictures.pixels(frame), OutputFormat.WEBP, 95), 100);
        }
        check("a.webp", webp.file(3, new byte[0]));
    }

    @Test
    void an_area_that_a_frame_clears_is_transparent_in_the_next() throws Exception {
        MediaResult result = new ProcessorRun(folder).derive("a.png", apng(1));
        Pixels last = frames(ProcessorRun.one(result, DerivativeKind.WEB)).get(2);
        // the scene was cleared before the red square came
        assertThat(Pictures.alpha(last, 60, 40)).isZero();
        assertThat(Pictures.red(last, 4, 4)).isGreaterThan(230);
    }

    @Test
    void a_web_format_without_animation_gives_a_still_that_is_not_blank() throws Exception {
        DerivativeSettings jpg = new DerivativeSettings(1600, "jpg", 90, 384, "jpg", 90, 1280, 640, "jpg", false, true);
        MediaResult result = new ProcessorRun(folder).with(jpg).derive("a.gif", gif(100, "doNotDispose"));
        assertThat(result.warnings()).isNotEmpty();
        Pixels web = ProcessorRun.pixels(result, DerivativeKind.WEB);
        assertThat(Pictures.difference(web, Pictures.pixels(expected().get(1)))).isLessThan(6);
    }

    @Test
    void a_truncated_animation_keeps_its_frames_with_a_warning() throws Exception {
        byte[] gif = gif(100, "doNotDispose");
        MediaResult result = new ProcessorRun(folder).derive("a.gif", Arrays.copyOf(gif, gif.length - 40));
        assertThat(result.state()).isEqualTo(AssetState.READY);
        assertThat(result.warnings()).isNotEmpty();
        assertThat(frames(ProcessorRun.one(result, DerivativeKind.WEB))).hasSize(2);
    }

    private void check(String name, byte[] file) throws Exception {
        MediaResult result = new ProcessorRun(folder).derive(name, file);
        assertThat(result.problem()).isEmpty();
        assertThat(result.warnings()).isEmpty();
        assertThat(result.details()).containsEntry("animated", true).containsEntry("frame_count", 3);
        Derivative web = ProcessorRun.one(result, DerivativeKind.WEB);
        assertThat(web.mimeType()).isEqualTo("image/webp");
        assertThat(web.metadata()).containsEntry("frame_count", 3);
        assertThat(web.durationSeconds()).hasValue(0.3);
        List<Pixels> frames = frames(web);
        List<BufferedImage> expected = expected();
        assertThat(frames).hasSize(3);
        for (int frame = 0; frame < 3; frame++) {
            assertThat(Pictures.difference(frames.get(frame), Pictures.pixels(expected.get(frame))))
                    .as("frame %d", frame)
                    .isLessThan(9);
        }
        Pixels thumb = ProcessorRun.pixels(result, DerivativeKind.THUMB);
        assertThat(Pictures.difference(thumb, Pictures.pixels(expected.get(1)))).isLessThan(9);
    }

    /** Returns blocks of colors that the default palette has, so that nothing is dithered. */
    private static BufferedImage scene() {
        BufferedImage scene = Pictures.flat(WIDTH, HEIGHT, 0x336699);
        scene.createGraphics().drawImage(Pictures.flat(32, 24, 0xffcc00), 16, 8, null);
        return scene;
    }

    private static List<BufferedImage> expected() {
        BufferedImage last = scene();
        last.createGraphics().drawImage(Pictures.flat(16, 16, 0xff0000), 0, 0, null);
        return List.of(Pictures.flat(WIDTH, HEIGHT, 0), scene(), last);
    }

    private static List<Pixels> frames(Derivative web) throws Exception {
        List<Pixels> frames = new ArrayList<>();
        try (OpenImage image =
                OpenImage.open(web.file(), ImageFormats.of(Format.WEBP).orElseThrow())) {
            FrameSource source = image.frames();
            for (Optional<AnimationFrame> frame = source.next(); frame.isPresent(); frame = source.next()) {
                frames.add(frame.get().pixels());
            }
        }
        return frames;
    }

    private static byte[] gif(int millis, String disposal) throws Exception {
        return AnimatedFiles.gif(
                List.of(Pictures.flat(WIDTH, HEIGHT, 0), scene(), Pictures.flat(16, 16, 0xff0000)), millis, disposal);
    }

    private static byte[] apng(int dispose) {
        PngFiles png = new PngFiles(WIDTH, HEIGHT, 8, 2);
        png.chunk("acTL", ByteBuffer.allocate(8).putInt(3).putInt(0).array());
        png.chunk("fcTL", AnimatedFiles.control(0, WIDTH, HEIGHT, 0))
                .rows(AnimatedFiles.rows(Pictures.flat(WIDTH, HEIGHT, 0)));
        png.chunk("fcTL", AnimatedFiles.control(1, WIDTH, HEIGHT, dispose))
                .chunk("fdAT", AnimatedFiles.data(2, scene()));
        png.chunk("fcTL", AnimatedFiles.control(3, 16, 16, 0))
                .chunk("fdAT", AnimatedFiles.data(4, Pictures.flat(16, 16, 0xff0000)));
        return png.end();
    }
}
