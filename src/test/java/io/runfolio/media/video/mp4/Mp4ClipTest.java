package io.runfolio.media.video.mp4;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.Allocation;
import io.runfolio.CpuTime;
import io.runfolio.media.video.ClipBytes;
import io.runfolio.media.video.probe.Clip;
import io.runfolio.media.video.probe.VideoTrack;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Mp4ClipTest {
    @TempDir
    Path folder;

    @Test
    void a_plain_clip_is_read() throws IOException {
        assertThat(read(clip()))
                .contains(new Clip(
                        OptionalDouble.of(1.2),
                        OptionalLong.of(103_493), // 15,524 bytes
                        Optional.of(new VideoTrack(
                                0,
                                "h264",
                                "High",
                                160,
                                120,
                                1,
                                0,
                                "yuv420p",
                                false,
                                "progressive",
                                new VideoTrack.ColorTags("", "", "", ""),
                                10,
                                OptionalDouble.of(1.2))),
                        List.of(new Clip.AudioTrack(1, "aac", 1, 44_100, true))));
    }

    @Test
    void a_truncated_file_is_left_to_the_engine() throws IOException {
        byte[] whole = clip();
        for (int length = 0; length < whole.length; length += 61) {
            assertThat(read(Arrays.copyOf(whole, length)))
                    .as("%d bytes", length)
                    .isEmpty();
        }
        assertThat(read(Arrays.copyOf(whole, whole.length - 1))).isEmpty();
        assertThat(read(Arrays.copyOf(whole, whole.length + 1))).isEmpty();
        assertThat(Mp4Clip.read(folder.resolve("nothing.mp4"))).isEmpty();
        assertThat(Mp4Clip.read(folder)).isEmpty();
    }

    @Test
    void wrong_bytes_never_throw() throws IOException {
        byte[] whole = clip();
        Random random = new Random(5);
        for (int round = 0; round < 2000; round++) {
            byte[] hurt = whole.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                hurt[hurt.length - 1 - random.nextInt(3000)] = (byte) random.nextInt(256);
            }
            assertThat(read(hurt)).isNotNull();
        }
    }

    @Test
    void tables_with_a_false_row_count_are_left_to_the_engine() throws IOException {
        for (String table : List.of("stts", "ctts", "stss", "stsc", "stsz", "stco")) {
            byte[] hurt = clip();
            int at = ClipBytes.indexOf(hurt, table) + (table.equals("stsz") ? 12 : 8);
            for (int count : new int[] {-1, Integer.MAX_VALUE, 0}) {
                ByteBuffer.wrap(hurt).putInt(at, count);
                assertThat(read(hurt)).as("%s of %d", table, count).isEmpty();
            }
        }
    }

    @Test
    void endless_boxes_and_a_huge_index_cost_little() throws IOException {
        byte[] boxes = new byte[8 << 20];
        for (int at = 0; at < boxes.length; at += 8) {
            ByteBuffer.wrap(boxes).putInt(at, 8).put(at + 4, "free".getBytes(StandardCharsets.ISO_8859_1));
        }
        System.arraycopy("ftyp".getBytes(StandardCharsets.ISO_8859_1), 0, boxes, 4, 4);
        byte[] huge = clip();
        int index = ClipBytes.indexOf(huge, "moov");
        byte[] long_ = Arrays.copyOf(huge, huge.length + (16 << 20));
        ByteBuffer.wrap(long_).putInt(index - 4, long_.length - index + 4);
        for (byte[] bytes : List.of(boxes, long_)) {
            Path file = Files.write(folder.resolve("huge.mp4"), bytes);
            Allocation.within(
                    1 << 20,
                    () -> CpuTime.within(Duration.ofSeconds(5), () -> assertThat(Mp4Clip.read(file))
                            .isEmpty()));
        }
    }

    @Test
    void an_index_of_a_thousand_tracks_costs_no_thousand_samples() throws IOException {
        byte[] whole = clip();
        int index = ClipBytes.indexOf(whole, "moov") - 4;
        int at = new String(whole, StandardCharsets.ISO_8859_1).indexOf("trak") - 4;
        int size = ByteBuffer.wrap(whole).getInt(at);
        ByteBuffer many = ByteBuffer.allocate(at + 1000 * size).put(whole, 0, at);
        for (int track = 0; track < 1000; track++) {
            many.put(whole, at, size);
        }
        many.putInt(index, many.limit() - index);
        Path file = Files.write(folder.resolve("many.mp4"), many.array());
        Allocation.within(4L << 20, () -> assertThat(Mp4Clip.read(file)).isEmpty());
    }

    private Optional<Clip> read(byte[] bytes) throws IOException {
        return Mp4Clip.read(Files.write(folder.resolve("clip.mp4"), bytes));
    }

    private static byte[] clip() throws IOException {
        try (InputStream in = Mp4ClipTest.class.getResourceAsStream("/clips/scene-with-tone.mp4")) {
            return in.readAllBytes();
        }
    }
}
