package io.runfolio.media.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.TestWorkspace;
import io.runfolio.media.Derivative;
import io.runfolio.media.MediaPreview;
import io.runfolio.media.MediaResult;
import io.runfolio.run.AssetKind;
import io.runfolio.run.DerivativeKind;
import io.runfolio.settings.VideoSettings.WebPolicy;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Peaks and thumbs of sounds whose loudness a formula gives. */
class SoundPreviewsIT extends EachEngineTestBase {
    /** One second of silence, one of a full tone, one of a half as loud. */
    private static final String STEPS =
            "-f lavfi -i aevalsrc=if(lt(t\\,1)\\,0\\,if(lt(t\\,2)\\,0.99\\,0.5)*sin(880*PI*t)):s=44100:d=3";

    SoundPreviewsIT() {
        super(WebPolicy.ALWAYS);
    }

    private static MediaPreview peaks(MediaResult result) {
        assertThat(result.previews()).extracting(MediaPreview::name).containsExactly("peaks.json");
        return result.previews().get(0);
    }

    private static Derivative thumb(MediaResult result) {
        assertThat(result.derivatives()).extracting(Derivative::kind).containsExactly(DerivativeKind.THUMB);
        return result.derivatives().get(0);
    }

    private static void assertSteps(JsonNode peaks, double tolerance) {
        assertThat(peaks.path("version").asInt()).isEqualTo(2);
        assertThat(peaks.path("channels").asInt()).isEqualTo(1);
        assertThat(peaks.path("bits").asInt()).isEqualTo(8);
        int length = peaks.path("length").asInt();
        assertThat(length).isBetween(400, 500);
        assertThat(peaks.path("data")).hasSize(2 * length);
        double seconds = (double) length
                * peaks.path("samples_per_pixel").asInt()
                / peaks.path("sample_rate").asInt();
        assertThat(seconds).isCloseTo(3, within(0.15));
        for (int pair = 0; pair < length; pair++) {
            double at = 3.0 * (pair + 0.5) / length;
            if (Math.abs(at - Math.round(at)) < 0.1) {
                continue;
            }
            int loudness = at < 1 ? 0 : at < 2 ? 127 : 64;
            assertThat(peaks.path("data").get(2 * pair + 1).asInt())
                    .as("highest at %.2f s", at)
                    .isCloseTo(loudness, within((int) tolerance));
            assertThat(peaks.path("data").get(2 * pair).asInt())
                    .as("lowest at %.2f s", at)
                    .isCloseTo(-loudness, within((int) tolerance));
        }
    }

    @Test
    void peaks_are_the_lowest_and_highest_samples_of_each_part() throws IOException {
        MediaResult result = videoTestBench.derive(clip("a.wav", STEPS + " -c:a pcm_s16le"));
        assertReady(result);
        assertThat(result.facts().kind()).contains(AssetKind.AUDIO);
        assertSteps(TestWorkspace.json(peaks(result).file()), 4);
        assertThat(result.details()).containsEntry("thumb_source", "waveform").doesNotContainKey("placeholder");
        assertThat(videoTestBench.written())
                .containsExactlyInAnyOrder("thumb/output_01.webp", "thumb/output_01_peaks.json");
        assertThat(peaks(result).sha256())
                .contains(TestWorkspace.sha256(peaks(result).file()));
    }

    @Test
    void the_thumb_of_a_sound_without_cover_shows_its_loudness() throws IOException {
        Derivative thumb = thumb(videoTestBench.derive(clip("a.flac", STEPS + " -c:a flac")));
        BufferedImage picture = ImageIO.read(thumb.file().toFile());
        assertThat(picture.getWidth()).isEqualTo(384);
        assertThat(picture.getHeight()).isEqualTo(384);
        assertThat(tallest(picture, 0, 100)).isLessThan(8);
        assertThat(tallest(picture, 150, 230)).isCloseTo((int) (0.7 * 384), within(6));
        assertThat(tallest(picture, 280, 380)).isCloseTo((int) (0.35 * 384), within(8));
        assertThat(picture.getRGB(200, 2) >>> 24).as("alpha of the ground").isZero();
    }

    /** Returns the largest number of opaque pixels of a column. */
    private static int tallest(BufferedImage picture, int left, int right) {
        int tallest = 0;
        for (int x = left; x < right; x++) {
            int count = 0;
            for (int y = 0; y < picture.getHeight(); y++) {
                count += picture.getRGB(x, y) >>> 24 > 128 ? 1 : 0;
            }
            tallest = Math.max(tallest, count);
        }
        return tallest;
    }

    @Test
    void the_thumb_of_a_sound_with_a_cover_is_the_cover() throws IOException {
        MediaResult result =
                videoTestBench.derive(song(clip("cover.png", "-f lavfi -i color=0x2080c0:size=640x480 -frames:v 1")));
        assertReady(result);
        Derivative thumb = thumb(result);
        assertThat(thumb.width()).isEqualTo(384);
        assertThat(thumb.height()).isEqualTo(288);
        int rgb = ImageIO.read(thumb.file().toFile()).getRGB(190, 140);
        assertThat(rgb >> 16 & 255).isCloseTo(0x20, within(6));
        assertThat(rgb & 255).isCloseTo(0xc0, within(6));
        assertThat(result.details()).containsEntry("thumb_source", "cover").containsKey("placeholder");
        assertThat(videoTestBench.written())
                .containsExactlyInAnyOrder("thumb/output_01.webp", "thumb/output_01_peaks.json");
    }

    @Test
    void a_broken_cover_is_a_warning_and_the_thumb_shows_the_sound() {
        Path cover = clip("cover.png", "-f lavfi -i testsrc=size=64x64 -frames:v 1");
        MediaResult result = videoTestBench.derive(ClipBytes.overwrite(song(cover), "IDAT", "IDAX"));
        assertReady(result);
        assertThat(result.details()).containsEntry("thumb_source", "waveform");
        assertThat(result.warnings()).anyMatch(warning -> warning.contains("cover"));
        assertThat(thumb(result).width()).isEqualTo(384);
    }

    private Path song(Path cover) {
        return clip(
                "song.mp3",
                STEPS + " -i " + cover + " -map 0 -map 1 -c:a libmp3lame -c:v copy -disposition:v attached_pic");
    }
}
