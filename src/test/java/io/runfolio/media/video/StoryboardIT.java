package io.runfolio.media.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.runfolio.TestWorkspace;
import io.runfolio.media.MediaPreview;
import io.runfolio.media.MediaResult;
import io.runfolio.settings.VideoSettings.WebPolicy;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Storyboards of clips whose brightness says the time: each tile has the color of its cue's start. */
class StoryboardIT extends EachEngineTestBase {
    private static final Pattern CUE = Pattern.compile("(\\d\\d):(\\d\\d):(\\d\\d\\.\\d{3}) --> "
            + "(\\d\\d):(\\d\\d):(\\d\\d\\.\\d{3})\n(\\S+)#xywh=(\\d+),(\\d+),(\\d+),(\\d+)\n");

    StoryboardIT() {
        super(WebPolicy.WHEN_NEEDED);
    }

    private record Cue(double start, double end, String file, int x, int y, int width, int height) {
        static Cue of(MatchResult match) {
            return new Cue(
                    seconds(match, 1),
                    seconds(match, 4),
                    match.group(7),
                    Integer.parseInt(match.group(8)),
                    Integer.parseInt(match.group(9)),
                    Integer.parseInt(match.group(10)),
                    Integer.parseInt(match.group(11)));
        }

        private static double seconds(MatchResult match, int group) {
            return 3600 * Integer.parseInt(match.group(group))
                    + 60 * Integer.parseInt(match.group(group + 1))
                    + Double.parseDouble(match.group(group + 2));
        }
    }

    /** Returns words for a clip whose left luma is 40 in the first second, then 8 more each. */
    private static String timed(int seconds, String encoding) {
        return "-f lavfi -i nullsrc=size=320x180:rate=25:duration=" + seconds
                + ",geq=lum='if(lt(X,240),40+8*floor(T),235)':cb=128:cr=128 -pix_fmt yuv420p " + encoding;
    }

    /** Returns the level of gray of a second: luma of limited range. */
    private static double gray(double second) {
        return (40 + 8 * Math.floor(second) - 16) * 255 / 219;
    }

    private static MediaPreview preview(MediaResult result, String name) {
        return result.previews().stream()
                .filter(made -> made.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private List<Cue> cues(MediaResult result) throws IOException {
        String text = Files.readString(preview(result, "storyboard.vtt").file());
        assertThat(text).startsWith("WEBVTT\n\n");
        return CUE.matcher(text).results().map(Cue::of).toList();
    }

    private void assertTilesShowTheirTime(MediaResult result, double seconds, double tolerance) throws IOException {
        List<Cue> cues = cues(result);
        BufferedImage sheet =
                ImageIO.read(preview(result, "storyboard.webp").file().toFile());
        assertThat(cues.get(0).start()).isZero();
        assertThat(cues.get(cues.size() - 1).end()).isCloseTo(seconds, within(0.1));
        for (int index = 0; index < cues.size(); index++) {
            Cue cue = cues.get(index);
            assertThat(cue.file()).isEqualTo("output_01_storyboard.webp");
            if (index > 0) {
                assertThat(cue.start()).isEqualTo(cues.get(index - 1).end());
            }
            int rgb = sheet.getRGB(cue.x() + cue.width() / 2, cue.y() + cue.height() / 2);
            assertThat((rgb >> 8 & 255)).as("tile at %s s", cue.start()).isCloseTo((int) gray(cue.start()), within((int)
                    tolerance));
        }
    }

    @Test
    void tiles_of_an_encoded_clip_show_their_time() throws IOException {
        MediaResult result = videoTestBench.derive(clip("a.mkv", timed(6, LOSSLESS)));
        assertReady(result);
        assertThat(cues(result)).hasSizeGreaterThanOrEqualTo(6);
        assertThat(cues(result).get(0)).extracting(Cue::width, Cue::height).containsExactly(160, 90);
        assertTilesShowTheirTime(result, 6, 4);
        assertThat(videoTestBench.written())
                .containsExactlyInAnyOrder(
                        "thumb/output_01_poster.jpg",
                        "thumb/output_01_storyboard.vtt",
                        "thumb/output_01_storyboard.webp",
                        "web/output_01.mp4");
        MediaPreview sheet = preview(result, "storyboard.webp");
        assertThat(sheet.bytes()).isEqualTo(Files.size(sheet.file()));
        assertThat(sheet.sha256()).contains(TestWorkspace.sha256(sheet.file()));
    }

    @Test
    void a_short_copied_clip_with_one_key_frame_has_as_many_tiles_as_an_encoded_one() throws IOException {
        MediaResult result = videoTestBench.derive(clip("a.mp4", timed(6, "-c:v libx264 -g 1000 -bf 2 -qp 10")));
        assertReady(result);
        assertThat(web(result).metadata()).containsEntry("remuxed", true);
        assertThat(cues(result)).hasSizeGreaterThanOrEqualTo(6);
        assertTilesShowTheirTime(result, 6, 6);
    }

    @Test
    void a_long_copied_clip_has_its_key_frames_as_tiles() throws IOException {
        MediaResult result = videoTestBench.derive(clip(
                "a.mp4", timed(24, "-c:v libx264 -preset ultrafast -g 100 -keyint_min 100 -sc_threshold 0 -qp 10")));
        assertReady(result);
        assertThat(web(result).metadata()).containsEntry("remuxed", true);
        assertThat(cues(result)).hasSize(6);
        assertThat(cues(result))
                .allSatisfy(cue -> assertThat(cue.end() - cue.start()).isCloseTo(4, within(0.3)));
        assertTilesShowTheirTime(result, 24, 6);
    }

    @Test
    void a_long_clip_has_no_more_tiles_than_the_settings_allow() throws IOException {
        MediaResult result = videoTestBench.derive(
                clip("a.mkv", "-f lavfi -i testsrc=size=64x180:rate=2:duration=90 -c:v libx264 -preset ultrafast"));
        assertReady(result);
        assertThat(cues(result)).hasSize(60);
        assertThat(cues(result).get(0)).extracting(Cue::width, Cue::height).containsExactly(57, 160);
        assertThat(preview(result, "storyboard.webp").width()).hasValue(570);
        assertThat(preview(result, "storyboard.webp").height()).hasValue(960);
    }

    @Test
    void a_clip_that_does_not_change_and_a_setting_that_is_off_have_no_storyboard() throws IOException {
        Path still = clip("a.mkv", "-f lavfi -i color=red:size=64x64:rate=5:duration=3 " + LOSSLESS);
        assertThat(videoTestBench.derive(still).previews()).isEmpty();
        VideoTestBench off = new VideoTestBench(
                Files.createDirectory(folder.resolve("off")),
                VideoTestBench.withoutStoryboard(engine, Optional.empty(), WebPolicy.ALWAYS));
        MediaResult result = off.derive(clip("b.mkv", timed(2, LOSSLESS)));
        assertReady(result);
        assertThat(result.previews()).isEmpty();
        assertThat(off.written()).containsExactlyInAnyOrder("thumb/output_01_poster.jpg", "web/output_01.mp4");
    }
}
