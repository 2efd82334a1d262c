package io.runfolio.media.video.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.media.video.chunk.OnePieceException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Reads lists of packets in the form of ffprobe, and cuts them. */
class PictureIndexTest {
    private static final String END = "stream,1/1000\nformat,0.500000\n";

    @Test
    void times_start_at_the_start_of_the_file() {
        PictureIndex index = read("packet,600,K_\npacket,640,__\npacket,680,K_\npacket,720,__\n" + END);

        assertThat(index.frames()).isEqualTo(4);
        assertThat(index.rate()).isEqualTo(25);
        assertThat(index.start()).isCloseTo(0.1, org.assertj.core.data.Offset.offset(1e-9));
        assertThat(index.keyFrames()).containsExactly(0, 2);
        assertThat(index.cuts()).containsExactly(2);
        assertThat(index.keyFrameBefore(3)).isEqualTo(2);
        assertThat(index.seekSeconds(2)).isBetween(0.18, 0.22);
        assertThat(index.seekSeconds(0)).isZero();
    }

    @Test
    void a_key_frame_that_later_packets_precede_is_no_cut() {
        String open = "packet,0,K_\npacket,40,__\npacket,160,K_\npacket,80,__\npacket,120,__\npacket,200,__\n";
        assertRefused(open + END, Reason.OPEN_GOP);
    }

    @Test
    void rounded_times_are_a_constant_rate_and_others_are_not() {
        String rounded = "packet,0,K_\npacket,33,__\npacket,67,__\npacket,100,K_\npacket,133,__\n";
        assertThat(read(rounded + END).rate()).isBetween(29.9, 30.1);
        assertRefused(rounded + "packet,170,__\n" + END, Reason.VARIABLE_FRAME_RATE);
        assertRefused(rounded + "packet,133,__\n" + END, Reason.VARIABLE_FRAME_RATE);
    }

    @Test
    void hidden_packets_missing_times_and_lists_without_an_end_are_refused() {
        String two = "packet,0,K_\npacket,40,K_\n";
        assertRefused(two + "packet,80,KD\n" + END, Reason.EDIT_LIST);
        assertRefused(two + "packet,N/A,__\n" + END, Reason.NO_TIMES);
        assertRefused(two, Reason.NO_TIMES);
        assertRefused(two + "stream,1/1000\nformat,N/A\n", Reason.NO_TIMES);
        assertRefused("", Reason.NO_TIMES);
        assertRefused("packet,0,K_\npacket,40,__\n" + END, Reason.NO_KEY_FRAMES);
    }

    @Property(tries = 200)
    void chunks_cover_all_frames_once_and_start_at_cuts(
            @ForAll @IntRange(min = 2, max = 2_000) int frames,
            @ForAll @IntRange(min = 1, max = 90) int seconds,
            @ForAll long seed) {
        Random random = new Random(seed);
        StringBuilder list = new StringBuilder();
        for (int frame = 0; frame < frames; frame++) {
            boolean key = frame == 0 || random.nextInt(30) == 0;
            list.append("packet,").append(500 + 40 * frame).append(key ? ",K_\n" : ",__\n");
        }
        List<Chunk> chunks;
        PictureIndex index;
        try {
            index = read(list + END);
            chunks = Chunk.cut(index, seconds);
        } catch (OnePieceException e) {
            assertThat(e.reason()).isEqualTo(Reason.NO_KEY_FRAMES);
            return;
        }
        assertThat(chunks).hasSizeGreaterThan(1);
        int next = 0;
        for (Chunk chunk : chunks) {
            assertThat(chunk.from()).isEqualTo(next);
            assertThat(chunk.frames()).isPositive();
            assertThat(next == 0 || contains(index.cuts(), next)).isTrue();
            next = chunk.to();
        }
        assertThat(next).isEqualTo(frames);
    }

    @Test
    void stills_are_numbered_from_the_start_of_their_chunk() {
        List<String> packets = new ArrayList<>();
        for (int frame = 0; frame < 100; frame++) {
            packets.add("packet," + (500 + 40 * frame) + (frame % 25 == 0 ? ",K_" : ",__"));
        }
        PictureIndex index = read(String.join("\n", packets) + "\n" + END);

        StillFrames poster = StillFrames.atLeastApart(index, 0.5, 9);
        assertThat(poster.numbers()).containsExactly(0, 13, 26, 39, 52, 65, 78, 91);
        assertThat(poster.of(new Chunk(25, 50))).containsExactly(1, 14);
        assertThat(StillFrames.onGrid(index, 1, 4).numbers()).containsExactly(12, 37, 62, 87);
        assertThatThrownBy(() -> StillFrames.onGrid(index, 0.06, 9)).isInstanceOf(OnePieceException.class);
    }

    private static boolean contains(int[] numbers, int wanted) {
        return java.util.Arrays.binarySearch(numbers, wanted) >= 0;
    }

    private static void assertRefused(String list, Reason reason) {
        assertThatThrownBy(() -> read(list)).isInstanceOfSatisfying(OnePieceException.class, e -> assertThat(e.reason())
                .isEqualTo(reason));
    }

    private static PictureIndex read(String list) {
        return PictureIndex.read(list.getBytes(StandardCharsets.US_ASCII));
    }
}
