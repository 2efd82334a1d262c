package io.runfolio.media.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PosterChoiceTest {
    private static final FrameSize SIZE = new FrameSize(16, 8);

    @TempDir
    Path folder;

    @Test
    void blank_frames_are_passed_over() throws IOException {
        PosterChoice.Chosen chosen = PosterChoice.among(frames(flat(0), flat(255), noise(120, 1), flat(0)), SIZE)
                .orElseThrow();
        assertThat(chosen.blank()).isFalse();
        assertThat(chosen.picture().getRGB(3, 3) & 0xff).isBetween(60, 180);
    }

    @Test
    void among_good_frames_the_most_common_look_wins() throws IOException {
        PosterChoice.Chosen chosen = PosterChoice.among(
                        frames(noise(60, 1), noise(180, 2), noise(182, 3), noise(181, 4)), SIZE)
                .orElseThrow();
        assertThat(chosen.picture().getRGB(5, 5) & 0xff).isGreaterThan(120);
    }

    @Test
    void if_all_are_blank_one_is_taken_all_the_same() throws IOException {
        PosterChoice.Chosen chosen =
                PosterChoice.among(frames(flat(0), flat(0)), SIZE).orElseThrow();
        assertThat(chosen.blank()).isTrue();
    }

    @Test
    void a_flat_color_is_taken_rather_than_black_or_white() throws IOException {
        for (byte[][] all : new byte[][][] {
            {flat(0), flat(120), flat(120)}, {flat(4), flat(120)}, {flat(120), flat(0)}, {flat(255), flat(120), flat(0)}
        }) {
            PosterChoice.Chosen chosen = PosterChoice.among(frames(all), SIZE).orElseThrow();
            assertThat(chosen.picture().getRGB(3, 3) & 0xff).isEqualTo(120);
        }
        PosterChoice.Chosen white =
                PosterChoice.among(frames(flat(0), flat(0), flat(255)), SIZE).orElseThrow();
        assertThat(white.picture().getRGB(3, 3) & 0xff).isEqualTo(255);
    }

    @Test
    void half_a_frame_is_none() throws IOException {
        Path file = Files.write(folder.resolve("half.rgb"), new byte[100]);
        assertThat(PosterChoice.among(file, SIZE)).isEmpty();
        assertThat(PosterChoice.among(folder.resolve("nothing.rgb"), SIZE)).isEmpty();
    }

    private Path frames(byte[]... frames) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            all.write(frame);
        }
        return Files.write(folder.resolve("frames.rgb"), all.toByteArray());
    }

    private static byte[] flat(int level) {
        byte[] frame = new byte[16 * 8 * 3];
        java.util.Arrays.fill(frame, (byte) level);
        return frame;
    }

    private static byte[] noise(int level, long seed) {
        Random random = new Random(seed);
        byte[] frame = new byte[16 * 8 * 3];
        for (int at = 0; at < frame.length; at += 3) {
            int grey = level + random.nextInt(60) - 30;
            frame[at] = frame[at + 1] = frame[at + 2] = (byte) grey;
        }
        return frame;
    }
}
