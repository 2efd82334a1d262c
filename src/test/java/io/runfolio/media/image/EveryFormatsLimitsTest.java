package io.runfolio.media.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.runfolio.CpuTime;
import io.runfolio.media.MediaResult;
import io.runfolio.media.MediaSniffer;
import io.runfolio.media.SniffedType.Format;
import io.runfolio.media.image.foreign.FallbackDecoder;
import io.runfolio.run.AssetState;
import io.runfolio.settings.ImageSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Limits are settings, and a file over one is refused by its header within a second and little memory. */
class EveryFormatsLimitsTest {
    private static final long MEMORY = 64L << 20;
    private static final Duration TIME = Duration.ofSeconds(1); // required; a refusal takes milliseconds

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void a_huge_canvas_is_refused_by_the_header(DecompressionBombs bomb) throws Exception {
        int side = bomb == DecompressionBombs.WEBP ? 16_000 : 65_500;
        refused(bomb.ofSize(side, side), 100, 64 << 20, "too_many_pixels");
        refused(bomb.ofSize(side, 10_000), 100, 64 << 20, "too_many_pixels");
    }

    @ParameterizedTest
    @EnumSource
    void the_limit_of_pixels_is_a_setting(DecompressionBombs bomb) throws Exception {
        int side = bomb == DecompressionBombs.APNG ? 1_000 : 1_500;
        refused(bomb.ofSize(side, side), 2, 64 << 20, "too_many_pixels");
        assertThat(derive(bomb.ofSize(side, side), 200, 64 << 20).problem().map(MediaResult.Problem::code))
                .isNotEqualTo(Optional.of("too_many_pixels"));
    }

    @ParameterizedTest
    @EnumSource
    void the_limit_of_bytes_is_a_setting(DecompressionBombs bomb) throws Exception {
        byte[] file = bomb.ofSize(100, 100);
        refused(file, 100, file.length - 1, "too_many_bytes");
        assertThat(derive(file, 100, file.length).problem().map(MediaResult.Problem::code))
                .isNotEqualTo(Optional.of("too_many_bytes"));
    }

    @ParameterizedTest
    @EnumSource(names = {"GIF", "PNG", "WEBP"})
    void the_limit_of_frames_is_a_setting(Format format) throws Exception {
        byte[] file = AnimatedFiles.of(format, 12);
        assertThat(run(file, new ImageSettings(100, 100, 12, 0xffffff, 4), 64 << 20)
                        .state())
                .isEqualTo(AssetState.READY);
        refused(() -> run(file, new ImageSettings(100, 100, 11, 0xffffff, 4), 64 << 20), "too_many_frames");
    }

    private void refused(byte[] file, int megapixels, long bytes, String code) {
        derive(file, megapixels, bytes); // a first run loads the classes
        refused(() -> derive(file, megapixels, bytes), code);
    }

    private static void refused(Supplier<MediaResult> work, String code) {
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getThreadAllocatedBytes(Thread.currentThread().getId());
        MediaResult[] results = new MediaResult[1];
        Duration took = CpuTime.of(() -> results[0] = work.get());
        MediaResult result = results[0];
        long allocated = thread.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertThat(result.problem().map(MediaResult.Problem::code)).contains(code);
        assertThat(result.state()).isEqualTo(AssetState.FAILED);
        assertThat(result.derivatives()).isEmpty();
        assertThat(allocated).isLessThan(MEMORY);
        assertThat(took).isLessThan(TIME);
    }

    private MediaResult derive(byte[] file, int megapixels, long bytes) {
        return run(file, new ImageSettings(megapixels, megapixels, 1_000, 0xffffff, 4), bytes);
    }

    private MediaResult run(byte[] file, ImageSettings settings, long bytes) {
        try {
            String extension = MediaSniffer.sniff(file).orElseThrow().extension();
            return new ProcessorRun(folder, settings, FallbackDecoder.none(), bytes).derive("a." + extension, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
