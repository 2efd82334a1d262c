package io.runfolio.media.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.media.MediaResult;
import io.runfolio.media.MediaResult.Problem;
import io.runfolio.media.image.foreign.FallbackDecoder;
import io.runfolio.run.AssetState;
import io.runfolio.run.DerivativeSettings;
import io.runfolio.settings.ImageSettings;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The cost of a picture is bounded by its header and by a clock. */
@Tag("slow")
class CostBombsTest {
    private static final Duration MAX_CPU_TIME = Duration.ofSeconds(2); // CPU time of the thread for a refusal

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void a_cost_bomb_is_refused_by_its_header(CostBombs bomb) throws IOException {
        byte[] file = bomb.file();
        assertThat(file.length).isLessThan(8 << 20);
        ProcessorRun bench = new ProcessorRun(folder);
        long start = cpu();
        MediaResult result = bench.derive(bomb.fileName(), file);
        assertThat(Duration.ofNanos(cpu() - start)).isLessThan(MAX_CPU_TIME);
        assertThat(result.state()).isEqualTo(AssetState.FAILED);
        assertThat(result.problem().map(Problem::code))
                .hasValueSatisfying(code -> assertThat(code).isIn("too_complex", "corrupt"));
        innocent(bench);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "gif", "bmp", "tiff", "webp"})
    void work_past_its_time_limit_ends_in_every_format(String format) throws IOException {
        byte[] file = slow(format);
        ProcessorRun hurried = new ProcessorRun(folder, limit(Duration.ofMillis(20)), FallbackDecoder.none());
        long start = cpu();
        MediaResult result = hurried.derive("slow." + format, file);
        assertThat(Duration.ofNanos(cpu() - start)).isLessThan(MAX_CPU_TIME);
        assertThat(result.state()).isEqualTo(AssetState.FAILED);
        assertThat(result.problem().map(Problem::code)).contains("timed_out");
        assertThat(result.derivatives()).isEmpty();
        assertThat(folder.resolve("out")).isEmptyDirectory();
        innocent(new ProcessorRun(folder));
    }

    @Test
    void frames_that_are_enlarged_count_all_together() throws IOException {
        byte[] frames = AnimatedFiles.of(io.runfolio.media.SniffedType.Format.GIF, 60);
        DerivativeSettings enlarged =
                new DerivativeSettings(4_000, "webp", 80, 384, "webp", 80, 1280, 640, "jpg", true, true);
        MediaResult result = new ProcessorRun(folder).with(enlarged).derive("a.gif", frames);
        assertThat(result.problem().map(Problem::code)).contains("too_many_pixels");
    }

    @Test
    void a_progressive_picture_as_encoders_write_it_is_accepted() throws IOException {
        MediaResult result = new ProcessorRun(folder).derive("a.jpg", CostBombs.progressive(400, 300));
        assertThat(result.state()).isEqualTo(AssetState.READY);
        assertThat(result.warnings()).isEmpty();
    }

    private static void innocent(ProcessorRun bench) throws IOException {
        assertThat(bench.derive("a.png", Pictures.encoded(Pictures.scene(64, 64), "png"))
                        .state())
                .isEqualTo(AssetState.READY);
    }

    private static ImageSettings limit(Duration time) {
        return new ImageSettings(100, 100, 1_000, 0xffffff, 4, time, List.of());
    }

    private static byte[] slow(String format) throws IOException {
        int type = format.equals("gif") ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_3BYTE_BGR;
        BufferedImage image = new BufferedImage(5_000, 4_000, type);
        return format.equals("webp")
                ? Containers.WEBP.hold(Pictures.scene(3_000, 3_000), new byte[0], new byte[0])
                : Pictures.encoded(image, format);
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
