package io.runfolio.media.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.media.MediaResult;
import io.runfolio.run.AssetKind;
import io.runfolio.settings.VideoSettings.WebPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Clips without sound, with several tracks, with sound only, or with unreadable sound. */
class SoundCasesIT extends EachEngineTestBase {
    private static final String SHORT = SCENE.replace("duration=1", "duration=0.6");
    private static final String SHORT_TONE = TONE.replace("duration=1", "duration=0.6");

    SoundCasesIT() {
        super(WebPolicy.ALWAYS);
    }

    @Test
    void a_silent_clip_stays_silent() {
        MediaResult result = videoTestBench.derive(clip("silent.mp4", SHORT + " " + H264));
        assertReady(result);
        assertThat(result.details()).containsEntry("has_audio", false).containsEntry("audio_tracks", 0);
        assertThat(FfmpegCommand.stream(web(result).file(), "audio")).isEmpty();
        assertThat(result.warnings()).isEmpty();
    }

    @Test
    void of_several_sound_tracks_the_default_one_is_kept() {
        Path clip = clip(
                "two.mkv",
                SHORT + " " + SHORT_TONE + " " + SHORT_TONE.replace("440", "3000") + " -map 0 -map 1 -map 2 " + H264
                        + " -c:a flac -disposition:a:0 0 -disposition:a:1 default");
        MediaResult result = videoTestBench.derive(clip);
        assertReady(result);
        assertThat(result.details()).containsEntry("audio_tracks", 2);
        assertThat(crossings(web(result).file())).isCloseTo(2 * 3000 * 0.6, within(150.0));
    }

    @Test
    void surround_becomes_stereo() {
        Path clip = clip(
                "surround.mkv",
                SHORT + " -f lavfi -i sine=frequency=440:duration=0.6,aformat=channel_layouts=5.1 " + H264
                        + " -c:a flac");
        MediaResult result = videoTestBench.derive(clip);
        assertReady(result);
        JsonNode audio = FfmpegCommand.stream(web(result).file(), "audio").orElseThrow();
        assertThat(audio.path("channels").asInt()).isEqualTo(2);
        assertThat(audio.path("duration").asDouble()).isCloseTo(0.6, within(0.06));
    }

    @Test
    void sound_and_picture_start_together() {
        Path clip = clip("late.mkv", SHORT + " -itsoffset 0.2 " + SHORT_TONE + " " + H264 + " -c:a flac");
        MediaResult result = videoTestBench.derive(clip);
        assertReady(result);
        JsonNode audio = FfmpegCommand.stream(web(result).file(), "audio").orElseThrow();
        assertThat(audio.path("start_time").asDouble()).isCloseTo(0.2, within(0.03));
    }

    @Test
    void sound_alone_is_an_audio_asset_with_a_thumb() throws IOException {
        MediaResult result = videoTestBench.derive(clip("sound.mp4", SHORT_TONE + " -c:a aac"));
        assertReady(result);
        assertThat(result.facts().kind()).contains(AssetKind.AUDIO);
        assertThat(result.facts().codecName()).contains("aac");
        assertThat(result.facts().durationSeconds().orElseThrow()).isCloseTo(0.6, within(0.06));
        assertThat(videoTestBench.written())
                .containsExactlyInAnyOrder("thumb/output_01.webp", "thumb/output_01_peaks.json");
    }

    @Test
    void a_cover_picture_is_not_a_clip() throws IOException {
        Path cover = clip("cover.png", "-f lavfi -i testsrc=size=64x64 -frames:v 1");
        Path song = clip(
                "song.mp3",
                SHORT_TONE + " -i " + cover + " -map 0 -map 1 -c:a libmp3lame -c:v copy -disposition:v attached_pic");
        MediaResult result = videoTestBench.derive(song);
        assertReady(result);
        assertThat(result.facts().kind()).contains(AssetKind.AUDIO);
        assertThat(result.facts().codecName()).contains("mp3");
        assertThat(videoTestBench.written())
                .containsExactlyInAnyOrder("thumb/output_01.webp", "thumb/output_01_peaks.json");
    }

    @Test
    void a_cover_picture_beside_a_clip_is_ignored() {
        Path cover = clip("cover.png", "-f lavfi -i testsrc=size=64x64 -frames:v 1");
        Path film = clip(
                "film.mp4",
                SHORT + " -i " + cover + " -map 1 -map 0 " + H264 + " -c:v:0 png -disposition:v:0 attached_pic");
        MediaResult result = videoTestBench.derive(film);
        assertReady(result);
        assertThat(result.facts().width()).hasValue(320);
        assertThat(web(result).width()).isEqualTo(320);
    }

    @Test
    void sound_of_an_unknown_codec_is_omitted_with_a_warning() {
        Path clip = ClipBytes.overwrite(
                clip("odd.mov", SHORT + " " + SHORT_TONE + " " + H264 + " -c:a pcm_s16le"), "sowt", "zzzz");
        MediaResult result = videoTestBench.derive(clip);
        assertReady(result);
        assertThat(FfmpegCommand.stream(web(result).file(), "audio")).isEmpty();
        assertThat(result.warnings()).anyMatch(warning -> warning.contains("sound"));
    }

    @Test
    void undecodable_sound_is_omitted_with_a_warning() {
        Path clip = clip("bad.mkv", SHORT + " " + SHORT_TONE + " " + H264 + " -c:a vorbis -strict -2 -ac 2");
        // Vorbis cannot be decoded without its setup header
        MediaResult result = videoTestBench.derive(ClipBytes.overwrite(clip, "\005vorbis", "\005wrecks"));
        assertReady(result);
        assertThat(FfmpegCommand.stream(web(result).file(), "audio")).isEmpty();
        assertThat(result.warnings()).anyMatch(warning -> warning.contains("sound"));
    }

    @Test
    void sound_without_a_decoder_is_omitted_with_a_warning() throws IOException {
        // MPEG-H audio: FFmpeg knows its name, and no more
        Path clip = ClipBytes.overwrite(
                clip("rare.mov", SHORT + " " + SHORT_TONE + " " + H264 + " -c:a pcm_s16le"), "sowt", "mha1");
        MediaResult result = videoTestBench.derive(clip);
        assertReady(result);
        assertThat(FfmpegCommand.stream(web(result).file(), "audio")).isEmpty();
        assertThat(result.warnings()).anyMatch(warning -> warning.contains("sound"));
        assertThat(videoTestBench.written())
                .contains("thumb/output_01_poster.jpg", "web/output_01.mp4")
                .noneMatch(name -> name.contains("peaks"));
        assertThat(Files.exists(videoTestBench.bundle.resolve("logs/output_01.ffmpeg.log")))
                .isTrue();
    }

    /** Counts zero crossings, which are two per period. */
    private static double crossings(Path clip) {
        byte[] samples = FfmpegCommand.run(
                "ffmpeg",
                java.util.List.of("-v", "error", "-i", clip.toString(), "-ac", "1", "-f", "s8", "-c:a", "pcm_s8", "-"));
        int count = 0;
        for (int i = 1; i < samples.length; i++) {
            if (samples[i - 1] < 0 != samples[i] < 0) {
                count++;
            }
        }
        return count;
    }
}
