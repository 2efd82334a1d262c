package io.runfolio.media.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.runfolio.media.Derivative;
import io.runfolio.media.MediaResult;
import io.runfolio.run.AssetState;
import io.runfolio.run.DerivativeKind;
import io.runfolio.run.DerivativeSettings;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ImageLimitsTest {
    @TempDir
    Path folder;

    @Test
    void a_decompression_bomb_is_refused_by_its_header_with_little_memory() throws Exception {
        byte[] bomb = new PngFiles(65_500, 65_500, 8, 2).rows(new byte[1 << 20]).end();
        ProcessorRun bench = new ProcessorRun(folder);
        bench.derive("warm.png", bomb);
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getThreadAllocatedBytes(Thread.currentThread().getId());
        MediaResult result = bench.derive("a.png", bomb);
        long allocated = thread.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertThat(result.state()).isEqualTo(AssetState.FAILED);
        assertThat(result.problem().orElseThrow().code()).isEqualTo("too_many_pixels");
        assertThat(allocated).isLessThan(4L << 20);
    }

    @Test
    void an_embedded_profile_that_inflates_without_end_costs_no_more_than_its_limit() throws Exception {
        byte[] zeros = PngFiles.deflated(new byte[64 << 20]);
        byte[] profile = Containers.join(new byte[] {'x', 0, 0}, zeros);
        byte[] png = PngFiles.with(Pictures.encoded(Pictures.scene(8, 8), "png"), "iCCP", profile);
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        ProcessorRun bench = new ProcessorRun(folder);
        long before = thread.getThreadAllocatedBytes(Thread.currentThread().getId());
        assertThat(bench.inspect("a.png", png).state()).isEqualTo(AssetState.READY);
        assertThat(thread.getThreadAllocatedBytes(Thread.currentThread().getId()) - before)
                .isLessThan(64L << 20);
    }

    @Test
    void frames_are_limited() throws Exception {
        PngFiles png = new PngFiles(4, 4, 8, 0);
        png.chunk("acTL", ByteBuffer.allocate(8).putInt(5_000).putInt(0).array());
        MediaResult result =
                new ProcessorRun(folder).derive("a.png", png.rows(new byte[20]).end());
        assertThat(result.problem().orElseThrow().code()).isEqualTo("too_many_frames");
        assertThat(result.details()).containsEntry("frame_count", 5_000);
    }

    @Test
    void a_web_picture_too_long_for_webp_is_written_in_another_format() throws Exception {
        DerivativeSettings whole =
                new DerivativeSettings(20_000, "webp", 82, 384, "webp", 76, 1280, 640, "jpg", false, true);
        MediaResult result = new ProcessorRun(folder)
                .with(whole)
                .derive("a.png", Pictures.encoded(Pictures.scene(17_000, 4), "png"));
        Derivative web = ProcessorRun.one(result, DerivativeKind.WEB);
        assertThat(web.mimeType()).isEqualTo("image/jpeg");
        assertThat(web.width()).isEqualTo(17_000);
        assertThat(web.metadata()).containsEntry("fallback_from", "webp");
        assertThat(result.warnings()).isNotEmpty();
        Derivative thumb = ProcessorRun.one(result, DerivativeKind.THUMB);
        assertThat(thumb.width()).isEqualTo(384);
        assertThat(thumb.height()).isEqualTo(1);
    }

    @Test
    void a_thumb_or_animation_too_long_for_webp_gets_another_format() throws Exception {
        DerivativeSettings whole =
                new DerivativeSettings(20_000, "webp", 82, 18_000, "webp", 76, 1280, 640, "jpg", false, true);
        PngFiles still = new PngFiles(17_000, 2, 8, 6);
        MediaResult clear = new ProcessorRun(folder)
                .with(whole)
                .derive("a.png", still.rows(new byte[2 * (1 + 4 * 17_000)]).end());
        Derivative thumb = ProcessorRun.one(clear, DerivativeKind.THUMB);
        assertThat(thumb.mimeType()).isEqualTo("image/png");
        assertThat(thumb.width()).isEqualTo(17_000);
        assertThat(thumb.metadata()).containsEntry("fallback_from", "webp");
        clear.derivatives().forEach(one -> one.file().toFile().delete());

        byte[] row = new byte[1 + 17_000];
        PngFiles moving = new PngFiles(17_000, 1, 8, 0);
        moving.chunk("acTL", ByteBuffer.allocate(8).putInt(2).array());
        for (int frame = 0; frame < 2; frame++) {
            ByteBuffer control =
                    ByteBuffer.allocate(26).putInt(2 * frame).putInt(17_000).putInt(1);
            moving.chunk("fcTL", control.array());
            byte[] data = PngFiles.deflated(row);
            moving.chunk(
                    frame == 0 ? "IDAT" : "fdAT",
                    frame == 0
                            ? data
                            : ByteBuffer.allocate(4 + data.length)
                                    .putInt(1)
                                    .put(data)
                                    .array());
        }
        MediaResult animation = new ProcessorRun(folder).with(whole).derive("b.png", moving.end());
        assertThat(animation.details()).containsEntry("animated", true);
        Derivative web = ProcessorRun.one(animation, DerivativeKind.WEB);
        assertThat(web.mimeType()).isIn("image/jpeg", "image/png");
        assertThat(web.metadata()).containsEntry("fallback_from", "webp");
        assertThat(animation.warnings())
                .anySatisfy(warning -> assertThat(warning).contains("has no animation"));
    }

    @ParameterizedTest
    @EnumSource
    void broken_files_end_in_a_state_and_leave_no_files(Containers container) throws Exception {
        byte[] whole = container.hold(Pictures.scene(48, 32), Containers.orientation(6), MatrixProfiles.displayP3());
        Random random = new Random(11);
        ProcessorRun bench = new ProcessorRun(folder);
        for (int round = 0; round < 150; round++) {
            byte[] broken = Arrays.copyOf(whole, round < 50 ? whole.length * round / 50 : whole.length);
            for (int flip = 0; round >= 50 && flip < 3; flip++) {
                broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
            }
            MediaResult result = bench.derive("a." + container.extension, broken);
            if (result.state() == AssetState.READY) {
                assertThat(result.derivatives()).hasSize(2);
                result.derivatives().forEach(one -> one.file().toFile().delete());
            }
            try (Stream<Path> left = Files.list(folder.resolve("out"))) {
                assertThat(left).isEmpty();
            }
            if (round > 0 && round < 49) {
                assertThat(result.state() != AssetState.READY
                                || !result.warnings().isEmpty())
                        .as("cut after %d of %d bytes", broken.length, whole.length)
                        .isTrue();
            }
        }
    }
}
