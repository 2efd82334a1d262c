package io.runfolio.media.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.runfolio.media.MediaResult;
import io.runfolio.run.DerivativeSettings;
import io.runfolio.settings.VideoSettings.WebPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clips that browsers play are copied track by track, others encoded. */
class WebCompatibilityIT extends EachEngineTestBase {
    private static final String READY = "-c:v libx264 -preset veryfast -pix_fmt yuv420p";

    WebCompatibilityIT() {
        super(WebPolicy.WHEN_NEEDED);
    }

    @Test
    void a_web_ready_clip_is_copied_bit_by_bit() throws IOException {
        Path clip = clip("ready.mp4", SCENE + " " + TONE + " " + READY + " -c:a aac -metadata title=SecretTitle");
        MediaResult result = videoTestBench.derive(clip);
        assertReady(result);
        Path web = web(result).file();
        assertThat(web(result).metadata()).containsEntry("remuxed", true).containsEntry("frame_count", 25L);
        assertThat(stream(web, "v", "h264")).isEqualTo(stream(clip, "v", "h264"));
        assertThat(stream(web, "a", "adts")).isEqualTo(stream(clip, "a", "adts"));
        assertThat(Files.size(web)).isLessThan(Files.size(clip) + 2000);
        assertThat(indexOfBox(web, "moov")).isLessThan(indexOfBox(web, "mdat"));
        assertThat(ClipBytes.contain(web, "SecretTitle")).isFalse();
        assertThat(web(result).durationSeconds().orElseThrow()).isCloseTo(1, within(0.041));
        assertThat(poster(result).width()).isEqualTo(320);
        assertThat(videoTestBench.written()).contains("thumb/output_01_poster.jpg", "web/output_01.mp4");
    }

    @Test
    void the_poster_of_a_copied_clip_that_starts_black_is_not_black() {
        Path clip = clip(
                "black.mp4",
                "-f lavfi -i color=c=black:size=160x120:rate=25:duration=0.4 -f lavfi -i "
                        + "testsrc2=size=160x120:rate=25:duration=0.6"
                        + " -filter_complex [0][1]concat=n=2 " + READY + " -sc_threshold 0");
        MediaResult result = videoTestBench.derive(clip);
        assertReady(result);
        assertThat(web(result).metadata()).containsEntry("remuxed", true);
        assertThat(Planes.meanLuma(FfmpegCommand.planes(poster(result).file(), 160, 120), 160, 120, 0))
                .isGreaterThan(40);
    }

    @Test
    void a_truncated_copy_is_reported() {
        Path clip = ClipBytes.cut(clip("cut.mp4", SCENE + " " + READY + " -g 5 -movflags +faststart"), 0.6);
        MediaResult result = videoTestBench.derive(clip);
        assertReady(result);
        assertThat(result.warnings()).anyMatch(warning -> warning.contains("truncated"));
    }

    @Test
    void what_browsers_do_not_play_is_encoded() throws IOException {
        String scene = SCENE.replace("duration=1", "duration=0.2");
        assertEncoded(clip("other.mkv", scene + " " + READY));
        assertEncoded(clip("chroma.mp4", scene + " -c:v libx264 -preset veryfast -pix_fmt yuv444p"));
        assertEncoded(clip("mpeg4.mp4", scene + " -c:v mpeg4"));
        assertEncoded(clip(
                "sound.mp4",
                scene + " " + TONE.replace("duration=1", "duration=0.2") + " " + READY + " -c:a libmp3lame"));
        assertEncoded(clip("wide.mp4", "-f lavfi -i color=size=1400x200:rate=10:duration=0.2 " + READY));
        assertEncoded(ClipBytes.turned(clip("turned.mp4", scene + " " + READY), 90));
    }

    @Test
    void a_clip_over_the_bit_rate_is_encoded() throws IOException {
        Path clip = clip(
                "fat.mp4",
                "-f lavfi -i nullsrc=size=640x480:rate=25:duration=0.4,geq=random(1)*255:128:128 -c:v libx264 "
                        + "-preset ultrafast -qp 3 -pix_fmt yuv420p");
        assertEncoded(clip);
    }

    private void assertEncoded(Path clip) throws IOException {
        MediaResult result = videoTestBench.derive(clip);
        assertReady(result);
        assertThat(web(result).metadata()).as("%s", clip.getFileName()).containsEntry("remuxed", false);
        for (String name : videoTestBench.written()) {
            Files.delete(videoTestBench.bundle.resolve(name));
        }
    }

    @Test
    void settings_of_the_event_are_applied() throws IOException {
        Path clip = clip("small.mp4", SCENE.replace("duration=1", "duration=0.2") + " " + READY);
        DerivativeSettings d = DerivativeSettings.defaults();
        DerivativeSettings wanted = new DerivativeSettings(
                d.imageWebMaxDimension(),
                d.imageWebFormat(),
                d.imageWebQuality(),
                d.imageThumbMaxDimension(),
                d.imageThumbFormat(),
                d.imageThumbQuality(),
                480,
                400,
                "webp",
                true,
                false);
        MediaResult result = videoTestBench.processor.derive(videoTestBench.job(clip, wanted));
        assertReady(result);
        assertThat(web(result).width()).isEqualTo(480);
        assertThat(web(result).height()).isEqualTo(360);
        assertThat(FfmpegCommand.videoStream(web(result).file()).path("width").asInt())
                .isEqualTo(480);
        assertThat(web(result).sha256()).isEmpty();
        assertThat(poster(result).file()).hasFileName("output_01_poster.webp");
        assertThat(poster(result).mimeType()).isEqualTo("image/webp");
        assertThat(FfmpegCommand.videoStream(poster(result).file())
                        .path("width")
                        .asInt())
                .isEqualTo(400);
    }

    private static byte[] stream(Path clip, String type, String format) {
        return FfmpegCommand.run(
                "ffmpeg",
                List.of("-v", "error", "-i", clip.toString(), "-map", "0:" + type, "-c", "copy", "-f", format, "-"));
    }
}
