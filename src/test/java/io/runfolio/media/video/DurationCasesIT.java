package io.runfolio.media.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.runfolio.media.MediaResult;
import io.runfolio.run.AssetState;
import io.runfolio.settings.VideoSettings.WebPolicy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Durations of files whose container declares none, an estimate or a false one. */
class DurationCasesIT extends EachEngineTestBase {
    private static final double WITHIN = 0.25;
    /** Makes five loud seconds and five of silence, so that an estimate from the first bit rate is far off. */
    private static final String SOUND =
            "-f lavfi -i anoisesrc=d=5:a=0.9 -f lavfi -i sine=d=5 -filter_complex [0][1]concat=n=2:v=0:a=1 ";

    private static final String CLIP = "-f lavfi -i testsrc2=size=160x120:rate=25:duration=3 ";

    DurationCasesIT() {
        super(WebPolicy.WHEN_NEEDED);
    }

    @ParameterizedTest
    @CsvSource({
        "bare.aac, -c:a aac -b:a 128k",
        "no-count.mp3, -c:a libmp3lame -q:a 4 -write_xing 0",
        "piped.flac, -c:a flac -f flac"
    })
    void sound_without_a_duration_is_measured_and_marked(String name, String words) throws Throwable {
        onEachEngine(() -> {
            Path sound = name.startsWith("piped") ? piped(name, SOUND + words) : clip(name, SOUND + words);
            MediaResult result = videoTestBench.derive(sound);
            assertReady(result);
            assertThat(result.facts().durationSeconds().orElseThrow()).isCloseTo(10, within(WITHIN));
            assertThat(result.details()).containsEntry("duration_estimated", true);
        });
    }

    @Test
    void the_duration_of_raw_sound_is_counted_not_estimated() throws IOException {
        Path sound = clip(
                "uneven.aac",
                "-f lavfi -i anoisesrc=d=11:a=0.02 -f lavfi -i sine=d=9 -filter_complex [0][1]concat=v=0:a=1 "
                        + "-c:a aac -q:a 0.5");
        byte[] file = Files.readAllBytes(sound);
        int frames = 0;
        // ISO/IEC 14496-3, 1.A.2: each frame says its bytes in 13 bits, and holds 1,024 samples
        for (int at = 0; at + 7 <= file.length; frames++) {
            at += (file[at + 3] & 3) << 11 | (file[at + 4] & 0xff) << 3 | (file[at + 5] & 0xff) >> 5;
        }
        int rate = (file[2] >> 2 & 15) == 3 ? 48_000 : 44_100;
        MediaResult result = videoTestBench.derive(sound);
        assertReady(result);
        assertThat(result.facts().durationSeconds().orElseThrow()).isCloseTo(1024.0 * frames / rate, within(0.05));
        assertThat(result.details()).containsEntry("duration_estimated", true);
    }

    @Test
    void sound_with_a_duration_is_not_marked() {
        MediaResult result = videoTestBench.derive(clip("counted.mp3", SOUND + "-c:a libmp3lame -q:a 4"));
        assertThat(result.facts().durationSeconds().orElseThrow()).isCloseTo(10, within(WITHIN));
        assertThat(result.details()).doesNotContainKey("duration_estimated");
    }

    @ParameterizedTest
    @CsvSource({
        "piped.webm, -c:v libvpx -deadline realtime -f webm",
        "piped.mkv, -c:v libx264 -preset ultrafast -pix_fmt yuv420p -f matroska",
        "bare.h264, -c:v libx264 -preset ultrafast -pix_fmt yuv420p -f h264"
    })
    void a_clip_without_a_duration_is_measured_and_marked(String name, String words) throws Throwable {
        onEachEngine(() -> {
            MediaResult result = videoTestBench.derive(piped(name, CLIP + words));
            assertMeasured(result);
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1_000, 0xffff_ffffL})
    void an_mp4_with_a_false_header_has_the_duration_of_its_tracks(long ticks) throws IOException {
        Path clip = clip("plain.mp4", CLIP + H264);
        byte[] file = Files.readAllBytes(clip);
        // version and flags, two dates, the scale, which is 1,000 a second, and the length: ISO/IEC 14496-12, 8.2.2
        int header = new String(file, StandardCharsets.ISO_8859_1).indexOf("mvhd");
        ByteBuffer.wrap(file).putInt(header + 20, (int) ticks);
        assertMeasured(videoTestBench.derive(Files.write(videoTestBench.sources.resolve("lies.mp4"), file)));
    }

    @Test
    void a_fragmented_mp4_has_its_duration() {
        MediaResult result =
                videoTestBench.derive(clip("parts.mp4", CLIP + H264 + " -movflags frag_keyframe+empty_moov"));
        assertReady(result);
        assertThat(result.facts().durationSeconds().orElseThrow()).isCloseTo(3, within(WITHIN));
        assertThat(result.warnings()).isEmpty();
    }

    @Test
    void a_matroska_file_with_a_short_duration_is_measured_by_frames() throws IOException {
        byte[] file = Files.readAllBytes(clip("short.mkv", CLIP + "-c:v libvpx -deadline realtime"));
        // the element Duration, a float of 8 bytes in milliseconds: RFC 9559, section 5.1.2
        int element = indexOf(file, new byte[] {0x44, (byte) 0x89, (byte) 0x88});
        ByteBuffer.wrap(file).putDouble(element + 3, 500);
        assertMeasured(videoTestBench.derive(Files.write(videoTestBench.sources.resolve("lies.mkv"), file)));
    }

    private static void assertMeasured(MediaResult result) {
        assertThat(result.problem()).isEmpty();
        assertThat(result.state()).isEqualTo(AssetState.READY);
        assertThat(result.facts().durationSeconds().orElseThrow()).isCloseTo(3, within(WITHIN));
        assertThat(result.details()).containsEntry("duration_estimated", true);
        assertThat(web(result).durationSeconds().orElseThrow()).isCloseTo(3, within(WITHIN));
        assertThat(result.warnings()).isEmpty();
    }

    private Path piped(String name, String words) {
        return FfmpegCommand.makePiped(videoTestBench.sources.resolve(name), words);
    }

    private static int indexOf(byte[] file, byte[] part) {
        for (int at = 0; at + part.length <= file.length; at++) {
            if (Arrays.equals(file, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        throw new AssertionError("not there");
    }
}
