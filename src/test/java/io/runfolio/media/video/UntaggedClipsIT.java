package io.runfolio.media.video;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.media.MediaResult;
import io.runfolio.run.DerivativeSettings;
import io.runfolio.settings.VideoSettings.WebPolicy;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clips without color tags: players assume a color space by the number of lines. */
class UntaggedClipsIT extends EachEngineTestBase {
    private static final Color PATCH = new Color(0x28c83c);

    UntaggedClipsIT() {
        super(WebPolicy.WHEN_NEEDED);
    }

    @ParameterizedTest
    @CsvSource({
        "1280x720, bt709, 640, bt709",
        "1280x960, bt709, 1278, bt709",
        "640x360, smpte170m, 320, smpte170m",
        "640x480, smpte170m, 1280, smpte170m"
    })
    void the_derivative_is_tagged_by_the_size_of_the_source(String size, String matrix, int webWidth, String written)
            throws IOException {
        MediaResult result =
                videoTestBench.processor.derive(videoTestBench.job(untagged("a.mkv", size, matrix), width(webWidth)));
        assertReady(result);
        JsonNode web = FfmpegCommand.videoStream(web(result).file());
        assertThat(web.path("width").asInt()).isEqualTo(webWidth);
        assertThat(web.path("color_space").asText()).isEqualTo(written);
        assertThat(web.path("color_primaries").asText()).isEqualTo("bt709");
        assertThat(web.path("color_transfer").asText()).isEqualTo("bt709");
        PictureCasesIT.assertNear(PictureCasesIT.colour(web(result).file(), 80, 60), PATCH, 4);
        Color poster = new Color(ImageIO.read(poster(result).file().toFile()).getRGB(80, 60));
        PictureCasesIT.assertNear(poster, PATCH, 5);
    }

    @Test
    void a_copied_clip_stays_untagged() throws IOException {
        MediaResult result = videoTestBench.derive(untagged("a.mp4", "1280x720", "bt709"));
        assertReady(result);
        assertThat(web(result).metadata()).containsEntry("remuxed", true);
        JsonNode web = FfmpegCommand.videoStream(web(result).file());
        assertThat(web.path("height").asInt()).isEqualTo(720);
        Color poster = new Color(ImageIO.read(poster(result).file().toFile()).getRGB(80, 60));
        PictureCasesIT.assertNear(poster, PATCH, 5);
    }

    private static DerivativeSettings width(int width) {
        return new DerivativeSettings(1600, "webp", 82, 384, "webp", 76, width, 640, "png", true, true);
    }

    private Path untagged(String name, String size, String matrix) {
        return clip(
                name,
                "-f lavfi -i color=c=0x28c83c:size=" + size
                        + ":rate=10:duration=0.3,format=rgb24,scale=out_color_matrix="
                        + matrix
                        + ":out_range=tv,format=yuv420p,setparams=range=unknown:colorspace=unknown"
                        + ":color_primaries=unknown:color_trc=unknown -c:v libx264 -preset ultrafast -crf 10");
    }
}
