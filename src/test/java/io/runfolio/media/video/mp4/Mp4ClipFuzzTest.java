package io.runfolio.media.video.mp4;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.runfolio.Allocation;
import io.runfolio.media.video.probe.Clip;
import io.runfolio.media.video.probe.VideoTrack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Any MP4 is read as a plain clip or left to the engine, with little memory. */
class Mp4ClipFuzzTest {
    private static final Path FILE = file();

    @FuzzTest
    void a_file_is_read_or_left_to_the_engine(byte[] bytes) throws IOException {
        Files.write(FILE, bytes);
        Allocation.within(
                (4L << 20) + 8L * bytes.length, () -> Mp4Clip.read(FILE).ifPresent(clip -> {
                    VideoTrack track = clip.video().orElseThrow();
                    assertThat(track.width()).isBetween(1, 16_384);
                    assertThat(track.height()).isBetween(1, 16_384);
                    assertThat(track.frameRate()).isPositive();
                    assertThat(track.durationSeconds()).isPresent();
                    assertThat(clip.durationSeconds().orElseThrow()).isPositive();
                    assertThat(clip.bitRate()).isPresent();
                    assertThat(clip.audio()).hasSizeLessThan(2).allMatch(Clip.AudioTrack::isUsable);
                }));
    }

    private static Path file() {
        try {
            Path file = Files.createTempFile("runfolio-mp4-", ".mp4");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
