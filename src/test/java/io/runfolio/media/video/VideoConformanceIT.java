package io.runfolio.media.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.media.Derivative;
import io.runfolio.media.MediaResult;
import io.runfolio.run.AssetKind;
import io.runfolio.settings.VideoSettings.WebPolicy;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Requirements on every engine; another ffmpeg reads the derivatives back. */
class VideoConformanceIT extends EachEngineTestBase {
    static List<Form> forms() {
        return List.of(Form.PROGRAM, Form.EMBEDDED);
    }

    VideoConformanceIT() {
        super(WebPolicy.ALWAYS);
    }

    @Test
    void every_plane_of_the_web_derivative_is_close_to_the_source() {
        Path clip = clip("scene.mp4", SCENE + " " + TONE + " " + H264 + " -c:a aac");
        MediaResult result = videoTestBench.derive(clip);
        assertReady(result);
        Path web = web(result).file();
        Planes.Similarity similarity =
                Planes.compare(FfmpegCommand.planes(clip, 320, 240), FfmpegCommand.planes(web, 320, 240), 320, 240);
        assertThat(similarity.frames()).isEqualTo(25);
        assertThat(similarity.y()).isGreaterThan(0.95);
        assertThat(similarity.u()).isGreaterThan(0.95);
        assertThat(similarity.v()).isGreaterThan(0.95);
    }

    @Test
    void the_web_derivative_has_the_format_that_browsers_require() throws IOException {
        Path clip = clip("scene.mkv", SCENE + " " + TONE + " " + H264 + " -c:a aac");
        MediaResult result = videoTestBench.derive(clip);
        assertReady(result);
        Derivative web = web(result);
        JsonNode video = FfmpegCommand.videoStream(web.file());
        assertThat(video.path("codec_name").asText()).isEqualTo("h264");
        assertThat(video.path("profile").asText()).isEqualTo("High");
        assertThat(video.path("pix_fmt").asText()).isEqualTo("yuv420p");
        assertThat(video.path("duration").asDouble()).isCloseTo(1, within(0.041));
        assertThat(video.path("nb_read_packets").asInt()).isEqualTo(25);
        JsonNode audio = FfmpegCommand.stream(web.file(), "audio").orElseThrow();
        assertThat(audio.path("codec_name").asText()).isEqualTo("aac");
        assertThat(audio.path("duration").asDouble()).isCloseTo(1, within(0.05));
        assertThat(indexOfBox(web.file(), "moov")).isLessThan(indexOfBox(web.file(), "mdat"));
        assertThat(web.width()).isEqualTo(320);
        assertThat(web.height()).isEqualTo(240);
        assertThat(web.durationSeconds().orElseThrow()).isCloseTo(1, within(0.041));
        assertThat(web.bytes()).isEqualTo(Files.size(web.file()));
        assertThat(web.codecName()).contains("h264");
        assertThat(web.metadata()).containsEntry("remuxed", false).containsEntry("frame_count", 25L);
    }

    @Test
    void wide_clips_are_reduced_and_posters_more_so() throws IOException {
        Path clip = clip("wide.mp4", "-f lavfi -i testsrc2=size=1600x900:rate=10:duration=0.5 " + H264);
        MediaResult result = videoTestBench.derive(clip);
        assertReady(result);
        assertThat(web(result).width()).isEqualTo(1280);
        assertThat(web(result).height()).isEqualTo(720);
        assertThat(FfmpegCommand.videoStream(web(result).file()).path("width").asInt())
                .isEqualTo(1280);
        BufferedImage poster = ImageIO.read(poster(result).file().toFile());
        assertThat(poster.getWidth()).isEqualTo(640);
        assertThat(poster.getHeight()).isEqualTo(360);
    }

    @Test
    void the_poster_shows_a_frame_of_the_clip() throws IOException {
        Path clip = clip("scene.mp4", SCENE + " " + H264);
        MediaResult result = videoTestBench.derive(clip);
        assertReady(result);
        Path poster = poster(result).file();
        assertThat(poster).hasFileName("output_01_poster.jpg");
        byte[] still = FfmpegCommand.planes(poster, 320, 240);
        byte[] frames = FfmpegCommand.planes(clip, 320, 240);
        int frame = 320 * 240 * 3 / 2;
        double best = 0;
        for (int at = 0; at < frames.length; at += frame) {
            byte[] one = java.util.Arrays.copyOfRange(frames, at, at + frame);
            best = Math.max(best, Planes.compare(one, still, 320, 240).y());
        }
        assertThat(best).isGreaterThan(0.95);
    }

    @Test
    void inspecting_returns_facts_and_writes_nothing() throws IOException {
        Path clip = clip("scene.mp4", SCENE + " " + TONE + " " + H264 + " -c:a aac");
        MediaResult result = videoTestBench.processor.inspect(videoTestBench.job(clip));
        assertReady(result);
        assertThat(result.derivatives()).isEmpty();
        assertThat(result.facts().kind()).contains(AssetKind.VIDEO);
        assertThat(result.facts().mimeType()).contains("video/mp4");
        assertThat(result.facts().width()).hasValue(320);
        assertThat(result.facts().height()).hasValue(240);
        assertThat(result.facts().durationSeconds().orElseThrow()).isCloseTo(1, within(0.05));
        assertThat(result.facts().codecName()).contains("h264");
        assertThat(result.details())
                .containsEntry("has_audio", true)
                .containsEntry("audio_tracks", 1)
                .containsEntry("frame_rate", 25.0)
                .containsEntry("rotation", 0)
                .containsEntry("has_alpha", false)
                .containsEntry("hdr", false);
        assertThat(videoTestBench.written()).isEmpty();
    }
}
