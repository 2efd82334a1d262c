package io.runfolio.media.video.mp4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Mp4HeaderTest {
    @TempDir
    Path folder;

    @Test
    void length_frames_and_order_are_read() throws IOException {
        Mp4Header header =
                Mp4Header.read(Files.write(folder.resolve("a.mp4"), clip())).orElseThrow();
        assertThat(header.frames()).isEqualTo(12);
        assertThat(header.seconds()).isCloseTo(1.2, within(0.001));
        assertThat(header.fastStart()).isFalse(); // this clip was made without
    }

    @Test
    void a_truncated_file_is_not_complete() throws IOException {
        byte[] whole = clip();
        for (int length = 0; length < whole.length; length += 97) {
            Path cut = Files.write(folder.resolve("cut.mp4"), Arrays.copyOf(whole, length));
            assertThat(Mp4Header.read(cut)).as("%d bytes", length).isEmpty();
        }
        assertThat(Mp4Header.read(folder.resolve("nothing.mp4"))).isEmpty();
    }

    @Test
    void wrong_bytes_never_throw() throws IOException {
        byte[] whole = clip();
        Random random = new Random(5);
        for (int round = 0; round < 300; round++) {
            byte[] hurt = whole.clone();
            for (int flips = 0; flips < 4; flips++) {
                hurt[hurt.length - 1 - random.nextInt(2000)] ^= (byte) (1 << random.nextInt(8));
            }
            assertThat(Mp4Header.read(Files.write(folder.resolve("hurt.mp4"), hurt)))
                    .isNotNull();
        }
    }

    private static byte[] clip() throws IOException {
        try (InputStream in = Mp4HeaderTest.class.getResourceAsStream("/clips/scene-with-tone.mp4")) {
            return in.readAllBytes();
        }
    }
}
