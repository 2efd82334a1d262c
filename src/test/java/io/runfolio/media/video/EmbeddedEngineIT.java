package io.runfolio.media.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.runfolio.media.Derivative;
import io.runfolio.media.MediaResult;
import io.runfolio.media.child.ProcessChildRunner;
import io.runfolio.media.video.engine.VideoEngineSelector;
import io.runfolio.media.video.mp4.Mp4Header;
import io.runfolio.run.AssetState;
import io.runfolio.run.DerivativeKind;
import io.runfolio.settings.VideoSettings;
import io.runfolio.settings.VideoSettings.Engine;
import io.runfolio.settings.VideoSettings.WebPolicy;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Engine of the bundled libraries, for machines with a JDK and no ffmpeg program. */
class EmbeddedEngineIT {
    @TempDir
    Path folder;

    @Test
    void a_clip_is_encoded_without_any_program() throws IOException {
        MediaResult result = derive(bench(WebPolicy.ALWAYS));
        assertThat(result.problem()).isEmpty();
        assertThat(result.state()).isEqualTo(AssetState.READY);
        Derivative web = result.derivatives().get(0);
        assertThat(web.kind()).isEqualTo(DerivativeKind.WEB);
        assertThat(web.width()).isEqualTo(160);
        assertThat(web.durationSeconds().orElseThrow()).isCloseTo(1.2, within(0.11));
        assertThat(web.metadata()).containsEntry("remuxed", false).containsEntry("frame_count", 12L);
        assertThat(Mp4Header.read(web.file()).orElseThrow().fastStart()).isTrue();
        assertThat(ClipBytes.contain(web.file(), "mp4a")).isTrue();
        BufferedImage poster = ImageIO.read(result.derivatives().get(1).file().toFile());
        assertThat(poster.getWidth()).isEqualTo(160);
        assertThat(poster.getHeight()).isEqualTo(120);
    }

    @Test
    void a_web_ready_clip_is_copied_without_any_program() throws IOException {
        MediaResult result = derive(bench(WebPolicy.WHEN_NEEDED));
        assertThat(result.problem()).isEmpty();
        assertThat(result.derivatives().get(0).metadata()).containsEntry("remuxed", true);
    }

    @Test
    void its_description_names_the_embedded_engine() throws IOException {
        VideoEngineSelector engines = bench(WebPolicy.ALWAYS).processor.engines();
        assertThat(engines.describe()).matches("ffmpeg \\d+\\.\\d+\\S* \\(embedded\\)");
    }

    @Test
    void it_is_killed_at_its_time_limit() throws IOException {
        VideoSettings video = VideoTestBench.settings(Engine.EMBEDDED, Optional.empty(), WebPolicy.ALWAYS)
                .video();
        VideoTestBench videoTestBench = new VideoTestBench(
                folder,
                VideoTestBench.with(new VideoSettings(
                        video.engine(),
                        video.program(),
                        Duration.ofMillis(50),
                        video.maxSeconds(),
                        video.maxMegapixels(),
                        video.maxMemoryBytes(),
                        video.webPolicy(),
                        video.maxWebBitRate(),
                        true,
                        60,
                        true)));
        MediaResult result = derive(videoTestBench);
        assertThat(result.problem().map(MediaResult.Problem::code)).contains("timed_out");
        assertThat(videoTestBench.written()).isEmpty();
    }

    @Test
    void without_ffmpeg_on_the_path_the_bundled_one_is_used() {
        VideoSettings video = VideoTestBench.settings(
                        Engine.AUTO, Optional.of(folder.resolve("no-such-ffmpeg")), WebPolicy.ALWAYS)
                .video();
        VideoEngineSelector engines = VideoEngineSelector.create(VideoTestBench.with(video), new ProcessChildRunner());
        assertThat(engines.isAvailable()).isTrue();
        assertThat(engines.describe()).contains("(embedded)");
    }

    private VideoTestBench bench(WebPolicy policy) throws IOException {
        return new VideoTestBench(folder, Engine.EMBEDDED, policy);
    }

    private MediaResult derive(VideoTestBench videoTestBench) throws IOException {
        Path clip = videoTestBench.sources.resolve("scene.mp4");
        try (InputStream in = EmbeddedEngineIT.class.getResourceAsStream("/clips/scene-with-tone.mp4")) {
            Files.copy(in, clip);
        }
        return videoTestBench.derive(clip);
    }
}
