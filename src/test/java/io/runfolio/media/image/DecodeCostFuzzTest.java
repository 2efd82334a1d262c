package io.runfolio.media.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.runfolio.media.DerivativeTargets;
import io.runfolio.media.MediaJob;
import io.runfolio.media.MediaResult;
import io.runfolio.media.MediaSniffer;
import io.runfolio.media.SniffedType;
import io.runfolio.media.image.foreign.FallbackDecoder;
import io.runfolio.media.image.format.UnusableImageException;
import io.runfolio.run.AssetKind;
import io.runfolio.run.DerivativeSettings;
import io.runfolio.settings.ImageSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * CPU time for a picture is bounded by its bytes and the pixels of its header.
 *
 * <p>Valid pictures take about 0.2 µs per pixel, most of it in the encoder, and nanoseconds per byte.
 */
class DecodeCostFuzzTest {
    private static final int MEGAPIXELS = 2;
    private static final Duration START = Duration.ofMillis(400); // both encoders and class loading
    private static final long NANOS_A_BYTE = 2_000;
    private static final long NANOS_A_PIXEL = 2_000;
    private static final Path FOLDER = folder();
    private static final ImageProcessor PROCESSOR = new ImageProcessor(
            new ImageSettings(MEGAPIXELS, MEGAPIXELS, 100, 0xffffff, 0, Duration.ofSeconds(30), List.of()),
            1 << 20,
            FallbackDecoder.none());

    @FuzzTest
    void the_work_on_a_picture_costs_no_more_than_its_bytes_and_pixels(byte[] bytes) throws IOException {
        SniffedType type = MediaSniffer.sniff(bytes)
                .filter(sniffed -> sniffed.kind() == AssetKind.IMAGE)
                .orElse(null);
        if (type == null) {
            return;
        }
        Path file = Files.write(FOLDER.resolve("picture"), bytes);
        long allowed = START.toNanos() + NANOS_A_BYTE * bytes.length + NANOS_A_PIXEL * pixels(file, type);
        if (cost(file) > allowed) { // measured again, as compilation and garbage collection count, too
            assertThat(Duration.ofNanos(cost(file))).isLessThan(Duration.ofNanos(allowed));
        }
    }

    private static long pixels(Path file, SniffedType type) {
        try {
            return ImageFiles.header(file, type)
                    .map(header -> header.size().pixels() * header.frames())
                    .filter(pixels -> pixels <= MEGAPIXELS * 1_000_000L)
                    .orElse(0L);
        } catch (UnusableImageException e) {
            return 0;
        }
    }

    private static long cost(Path file) throws IOException {
        DerivativeTargets targets = new DerivativeTargets(
                FOLDER.resolve("web"), FOLDER.resolve("thumb"), FOLDER.resolve("poster"), FOLDER.resolve("log"));
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        MediaResult result = PROCESSOR.derive(
                new MediaJob(file, AssetKind.IMAGE, "picture", targets, DerivativeSettings.defaults()));
        long took = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
        assertThat(result.problem().map(MediaResult.Problem::code).orElse("")).isNotEqualTo("timed_out");
        try (Stream<Path> written = Files.list(FOLDER)) {
            written.filter(path -> !path.equals(file))
                    .forEach(path -> path.toFile().delete());
        }
        return took;
    }

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("runfolio-cost-");
            folder.toFile().deleteOnExit();
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
