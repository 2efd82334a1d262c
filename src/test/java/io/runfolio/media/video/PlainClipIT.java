package io.runfolio.media.video;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.media.child.ChildResult;
import io.runfolio.media.child.ProcessChildRunner;
import io.runfolio.media.video.engine.VideoEngine;
import io.runfolio.media.video.engine.VideoEngineSelector;
import io.runfolio.media.video.mp4.Mp4Clip;
import io.runfolio.media.video.probe.Clip;
import io.runfolio.media.video.probe.ContainerFormat;
import io.runfolio.media.video.probe.ProbeReportParser;
import io.runfolio.settings.MediaSettings;
import io.runfolio.settings.VideoSettings.Engine;
import io.runfolio.settings.VideoSettings.WebPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares the header reader for plain clips with ffprobe, field by field. */
class PlainClipIT {
    private static final String SCENE = "-f lavfi -i testsrc2=size=160x120:rate=25:duration=0.4 ";
    private static final String TONE = "-f lavfi -i sine=frequency=440:duration=0.4 ";
    private static final String X264 = "-c:v libx264 -preset veryfast -pix_fmt yuv420p ";

    @TempDir
    Path folder;

    private static VideoEngine engine;

    @BeforeAll
    static void anEngineIsThere() {
        FfmpegCommand.assumePresent();
        MediaSettings settings =
                VideoTestBench.settings(Engine.PROGRAM, FfmpegCommand.find("ffmpeg"), WebPolicy.WHEN_NEEDED);
        engine = VideoEngineSelector.create(settings, new ProcessChildRunner())
                .engine()
                .orElseThrow();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            silent                        | SCENE X264
            sound of one channel          | SCENE TONE X264 -c:a aac
            sound of two channels         | SCENE TONE X264 -c:a aac -ac 2 -ar 48000
            sound of 5.1                  | SCENE TONE X264 -c:a aac -ac 6
            sound first                   | SCENE TONE X264 -c:a aac -map 1 -map 0
            longer sound                  | SCENE -f lavfi -i sine=duration=0.9 X264 -c:a aac
            index before the data         | SCENE TONE X264 -c:a aac -movflags +faststart
            no frames that wait           | SCENE X264 -bf 0
            many frames that wait         | SCENE X264 -bf 8 -b_strategy 0
            baseline                      | SCENE X264 -profile:v baseline
            main                          | SCENE X264 -profile:v main
            one frame                     | SCENE X264 -frames:v 1
            29.97 frames a second         | SCENE X264 -r 30000/1001
            crooked time base             | SCENE X264 -video_track_timescale 12345
            frames of different lengths   | SCENE -vf select=not(mod(n\\,3)) -fps_mode vfr X264
            sides that are cropped        | -f lavfi -i testsrc2=size=150x86:duration=0.2 X264
            tagged BT.709                 | SCENE X264 -color_range tv -colorspace bt709 \
            -color_primaries bt709 -color_trc bt709
            tagged BT.601                 | SCENE X264 -colorspace smpte170m -color_primaries bt470bg \
            -color_trc iec61966-2-1
            tagged limited range alone    | SCENE X264 -color_range tv
            tags of text                  | SCENE X264 -metadata title=Name -metadata comment=Words
            several key frames and slices | SCENE X264 -g 3 -x264-params slices=4:aud=1
            """)
    void a_plain_clip_is_read_as_ffprobe_reads_it(String what, String words) {
        Path clip = make(words);
        assertThat(Mp4Clip.read(clip)).isPresent().isEqualTo(probed(clip));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            4:4:4                       | SCENE -c:v libx264 -pix_fmt yuv444p
            10 bit                      | SCENE -c:v libx264 -pix_fmt yuv420p10le
            gray                        | SCENE -c:v libx264 -pix_fmt gray
            full range                  | SCENE -c:v libx264 -pix_fmt yuvj420p
            interlaced                  | SCENE X264 -flags +ildct+ilme
            frames tagged as fields     | SCENE X264 -x264-params fake-interlaced=1
            pixels' own timing          | SCENE X264 -x264-params pic-struct=1
            wide pixels                 | SCENE -vf setsar=4/3 X264
            HDR's curve                 | SCENE X264 -color_trc smpte2084 -colorspace bt2020nc -color_primaries bt2020
            another codec               | SCENE -c:v mpeg4
            two pictures                | SCENE X264 -map 0 -map 0
            two sounds                  | SCENE TONE X264 -c:a aac -map 0 -map 1 -map 1
            other sound                 | SCENE TONE X264 -c:a libmp3lame
            sound alone                 | TONE -c:a aac
            sound of low rate           | SCENE TONE X264 -c:a aac -ar 22050
            fragments                   | SCENE X264 -movflags frag_keyframe+empty_moov
            pictures with their own set | SCENE X264 -bsf:v dump_extra
            tags of its own             | SCENE X264 -movflags use_metadata_tags -metadata own=x
            a clock                     | SCENE X264 -timecode 00:00:00:00
            encrypted                   | SCENE X264 -encryption_scheme cenc-aes-ctr \
            -encryption_key 00112233445566778899aabbccddeeff \
            -encryption_kid 00112233445566778899aabbccddeeff
            """)
    void clips_that_are_not_plain_are_left_to_ffprobe(String what, String words) {
        assertThat(Mp4Clip.read(make(words))).isEmpty();
    }

    @Test
    void rotated_mirrored_late_and_truncated_clips_are_left_to_ffprobe() {
        for (int degrees = 90; degrees < 360; degrees += 90) {
            assertThat(Mp4Clip.read(ClipBytes.turned(make("SCENE X264"), degrees)))
                    .isEmpty();
        }
        assertThat(Mp4Clip.read(ClipBytes.mirrored(make("SCENE X264")))).isEmpty();
        Path whole = make("SCENE TONE X264 -c:a aac");
        String late = "-i " + whole + " -itsoffset 1 -i " + whole + " -map 0:v -map 1:a -c copy";
        assertThat(Mp4Clip.read(FfmpegCommand.make(folder.resolve("late.mp4"), late)))
                .isEmpty();
        assertThat(Mp4Clip.read(ClipBytes.cut(make("SCENE X264 -movflags +faststart"), 0.8)))
                .isEmpty();
        assertThat(Mp4Clip.read(make("mov", "SCENE X264"))).isEmpty();
    }

    @Test
    void a_copy_from_the_middle_is_read_like_ffprobe_or_not_at_all() {
        Path whole = make("SCENE TONE X264 -g 5 -c:a aac");
        for (String start : List.of("0.1", "0.25", "0.31")) {
            Path copy = FfmpegCommand.make(folder.resolve("copy.mp4"), "-ss " + start + " -i " + whole + " -c copy");
            Mp4Clip.read(copy).ifPresent(clip -> assertThat(Optional.of(clip)).isEqualTo(probed(copy)));
        }
    }

    /** Changes one byte of the index: it is noticed, or ffprobe sees the same. */
    @Test
    void a_clip_with_a_wrong_byte_is_read_like_ffprobe_or_not_at_all() {
        byte[] whole = ClipBytes.read(make("SCENE TONE X264 -c:a aac"));
        int index = ClipBytes.indexOf(whole, "moov");
        Random random = new Random(11);
        int compared = 0;
        for (int round = 0; round < 3000 && compared < 12; round++) {
            byte[] hurt = whole.clone();
            hurt[index + 4 + random.nextInt(whole.length - index - 4)] ^= (byte) (1 << random.nextInt(8));
            Path file = ClipBytes.write(folder.resolve("hurt.mp4"), hurt);
            Optional<Clip> clip = Mp4Clip.read(file);
            if (clip.isPresent()) {
                assertThat(clip).as("round %d", round).isEqualTo(probed(file));
                compared++;
            }
        }
        assertThat(compared).isEqualTo(12);
    }

    private Path make(String words) {
        return make("mp4", words);
    }

    private Path make(String extension, String words) {
        return FfmpegCommand.make(
                folder.resolve("clip." + extension),
                words.replace("SCENE ", SCENE).replace("TONE ", TONE).replaceFirst("X264", X264));
    }

    private Optional<Clip> probed(Path clip) {
        ChildResult result = engine.probe(clip, ContainerFormat.MP4.demuxer(), folder, Duration.ofSeconds(60));
        assertThat(result.succeeded())
                .as(new String(result.error(), StandardCharsets.UTF_8))
                .isTrue();
        return ProbeReportParser.parse(result.output());
    }
}
