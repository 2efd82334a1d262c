package io.runfolio.media.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PosterSelectorTest {
    private static final FrameSize SIZE = new FrameSize(16, 8);

    @TempDir
    Path folder;

    @Test
    void blank_frames_are_skipped() throws IOException {
        PosterSelector.SelectedFrame selectedFrame = PosterSelector.select(
                        frames(flat(0), flat(255), noise(120, 1), flat(0)), SIZE)
                .orElseThrow();
        assertThat(selectedFrame.blank()).isFalse();
        assertThat(blue(selectedFrame, 3, 3)).isBetween(60, 180);
    }

    @Test
    void the_most_typical_frame_is_selected() throws IOException {
        PosterSelector.SelectedFrame selectedFrame = PosterSelector.select(
                        frames(noise(60, 1), noise(180, 2), noise(182, 3), noise(181, 4)), SIZE)
                .orElseThrow();
        assertThat(blue(selectedFrame, 5, 5)).isGreaterThan(120);
    }

    @Test
    void a_blank_frame_is_selected_if_all_are_blank() throws IOException {
        PosterSelector.SelectedFrame selectedFrame =
                PosterSelector.select(frames(flat(0), flat(0)), SIZE).orElseThrow();
        assertThat(selectedFrame.blank()).isTrue();
    }

    @Test
    void a_flat_color_is_preferred_to_black_or_white() throws IOException {
        for (byte[][] all : new byte[][][] {
            {flat(0), flat(120), flat(120)}, {flat(4), flat(120)}, {flat(120), flat(0)}, {flat(255), flat(120), flat(0)}
        }) {
            PosterSelector.SelectedFrame selectedFrame =
                    PosterSelector.select(frames(all), SIZE).orElseThrow();
            assertThat(blue(selectedFrame, 3, 3)).isEqualTo(120);
        }
        PosterSelector.SelectedFrame white =
                PosterSelector.select(frames(flat(0), flat(0), flat(255)), SIZE).orElseThrow();
        assertThat(blue(white, 3, 3)).isEqualTo(255);
    }

    @Test
    void an_incomplete_frame_is_not_a_candidate() throws IOException {
        Path file = Files.write(folder.resolve("half.rgb"), new byte[100]);
        assertThat(PosterSelector.select(file, SIZE)).isEmpty();
        assertThat(PosterSelector.select(folder.resolve("nothing.rgb"), SIZE)).isEmpty();
    }

    private static int blue(PosterSelector.SelectedFrame frame, int x, int y) {
        return frame.pixels().samples()[3 * (y * SIZE.width() + x) + 2] & 0xff;
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
