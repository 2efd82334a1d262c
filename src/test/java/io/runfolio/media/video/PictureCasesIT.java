package io.runfolio.media.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.media.MediaResult;
import io.runfolio.settings.VideoSettings.WebPolicy;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.DoubleStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Picture tracks with rotation, odd sizes, more bits, HDR, transparency, interlacing or black frames. */
class PictureCasesIT extends EachEngineTestBase {

    PictureCasesIT() {
        super(WebPolicy.ALWAYS);
    }

    @Test
    void a_rotated_clip_is_rotated_once() {
        Path flat = clip("flat.mp4", SCENE + " " + H264);
        byte[] reference = FfmpegCommand.planes(flat, "transpose=clock", 240, 320);
        Path clip = ClipBytes.turned(flat, 90);
        MediaResult result = videoTestBench.derive(clip);
        assertReady(result);
        assertThat(result.facts().width()).hasValue(240);
        assertThat(result.facts().height()).hasValue(320);
        assertThat(result.details()).containsEntry("rotation", 90);
        JsonNode video = FfmpegCommand.videoStream(web(result).file());
        assertThat(video.path("width").asInt()).isEqualTo(240);
        assertThat(video.path("height").asInt()).isEqualTo(320);
        assertThat(video.toString()).doesNotContain("\"rotation\":90", "\"rotation\":-90");
        assertClose(reference, web(result).file(), 240, 320);
        assertThat(poster(result).width()).isEqualTo(240);
        assertThat(poster(result).height()).isEqualTo(320);
    }

    @Test
    void every_rotation_and_mirroring_is_applied() {
        Path flat = clip("flat.mp4", SCENE.replace("duration=1", "duration=0.2") + " " + H264);
        byte[] plain = ClipBytes.read(flat);
        for (String how : new String[] {"180:hflip,vflip", "270:transpose=cclock", "mirror:hflip"}) {
            String turn = how.substring(0, how.indexOf(':'));
            Path clip = ClipBytes.write(videoTestBench.sources.resolve(turn + ".mp4"), plain);
            boolean sideways = turn.equals("270");
            int width = sideways ? 240 : 320;
            int height = sideways ? 320 : 240;
            byte[] reference = FfmpegCommand.planes(clip, how.substring(how.indexOf(':') + 1), width, height);
            MediaResult result = videoTestBench.derive(
                    turn.equals("mirror") ? ClipBytes.mirrored(clip) : ClipBytes.turned(clip, Integer.parseInt(turn)));
            assertReady(result);
            assertClose(reference, web(result).file(), width, height);
        }
    }

    @Test
    void pixels_become_square() {
        Path clip = clip("narrow.mp4", "-f lavfi -i testsrc2=size=240x240:rate=25:duration=0.4 -vf setsar=4/3 " + H264);
        MediaResult result = videoTestBench.derive(clip);
        assertReady(result);
        assertThat(result.facts().width()).hasValue(320);
        JsonNode video = FfmpegCommand.videoStream(web(result).file());
        assertThat(video.path("width").asInt()).isEqualTo(320);
        assertThat(video.path("height").asInt()).isEqualTo(240);
        assertThat(video.path("sample_aspect_ratio").asText()).isEqualTo("1:1");
        assertThat(poster(result).width()).isEqualTo(320);
        assertThat(poster(result).height()).isEqualTo(240);
        assertClose(FfmpegCommand.planes(clip, 320, 240), web(result).file(), 320, 240);
    }

    @Test
    void odd_sides_and_full_chroma_become_even_and_420() {
        Path clip = clip(
                "odd.mkv", "-f lavfi -i testsrc=size=159x159:rate=25:duration=0.4 " + LOSSLESS + " -pix_fmt yuv444p");
        MediaResult result = videoTestBench.derive(clip);
        assertReady(result);
        JsonNode video = FfmpegCommand.videoStream(web(result).file());
        assertThat(video.path("width").asInt()).isEqualTo(158);
        assertThat(video.path("height").asInt()).isEqualTo(158);
        assertThat(video.path("pix_fmt").asText()).isEqualTo("yuv420p");
        assertClose(FfmpegCommand.planes(clip, 158, 158), web(result).file(), 158, 158);
        assertThat(poster(result).width()).isEqualTo(159);
    }

    @Test
    void ten_bits_become_eight() {
        Path clip = clip(
                "deep.mkv", SCENE.replace("duration=1", "duration=0.4") + " " + LOSSLESS + " -pix_fmt yuv422p10le");
        MediaResult result = videoTestBench.derive(clip);
        assertReady(result);
        assertThat(FfmpegCommand.videoStream(web(result).file()).path("pix_fmt").asText())
                .isEqualTo("yuv420p");
        assertClose(FfmpegCommand.planes(clip, 320, 240), web(result).file(), 320, 240);
    }

    @Test
    void rgb_clips_keep_their_colors() throws IOException {
        Path clip = clip(
                "rgb.mkv",
                "-f lavfi -i color=c=0x20c040:size=160x120:rate=10:duration=0.5 " + LOSSLESS + " -pix_fmt bgr0");
        MediaResult result = videoTestBench.derive(clip);
        assertReady(result);
        assertThat(FfmpegCommand.videoStream(web(result).file())
                        .path("color_space")
                        .asText())
                .isEqualTo("bt709");
        assertNear(colour(web(result).file(), 80, 60), new Color(0x20c040), 4);
        assertNear(new Color(ImageIO.read(poster(result).file().toFile()).getRGB(80, 60)), new Color(0x20c040), 4);
    }

    @Test
    void uncompressed_rows_that_are_stored_bottom_up_are_shown_upright() throws Throwable {
        onEachEngine(() -> {
            Path clip = clip(
                    "raw.avi",
                    "-f lavfi -i color=c=blue:size=160x120:rate=10:duration=0.5,drawbox=c=red:h=60:t=fill " + TONE
                            + " -c:v rawvideo -pix_fmt bgr24 -c:a pcm_s16le");
            MediaResult result = videoTestBench.derive(clip);
            assertReady(result);
            assertThat(result.warnings()).isEmpty();
            assertNear(colour(web(result).file(), 80, 20), Color.RED, 6);
            assertNear(colour(web(result).file(), 80, 100), Color.BLUE, 6);
        });
    }

    @Test
    void pq_is_tone_mapped_like_stills() throws IOException {
        double[] nits = {10, 100, 203, 1000};
        assertToneMapped("smpte2084", DoubleStream.of(nits).map(PictureCasesIT::pqSignal), nits);
    }

    @Test
    void hlg_is_tone_mapped_like_stills() throws IOException {
        double[] signals = {0.25, 0.4, 0.5, 0.75};
        double[] nits = DoubleStream.of(signals).map(PictureCasesIT::hlgNits).toArray();
        assertToneMapped("arib-std-b67", DoubleStream.of(signals), nits);
    }

    /** Checks four grays side by side, each in the middle of its bar. */
    private void assertToneMapped(String transfer, DoubleStream signals, double[] nits) throws IOException {
        MediaResult result = videoTestBench.derive(hdr(
                transfer, signals.mapToInt(PictureCasesIT::limitedRange).boxed().toList()));
        assertReady(result);
        assertThat(result.details()).containsEntry("hdr", true);
        JsonNode video = FfmpegCommand.videoStream(web(result).file());
        assertThat(video.path("color_transfer").asText()).isEqualTo("bt709");
        assertThat(video.path("color_primaries").asText()).isEqualTo("bt709");
        assertThat(video.path("color_space").asText()).isEqualTo("bt709");
        assertThat(video.path("pix_fmt").asText()).isEqualTo("yuv420p");
        BufferedImage poster = ImageIO.read(poster(result).file().toFile());
        for (int bar = 0; bar < nits.length; bar++) {
            int expected = (int) Math.round(255 * srgb(moebius(nits[bar] / 203)));
            Color gray = new Color(expected, expected, expected);
            assertNear(colour(web(result).file(), 20 + 40 * bar, 60), gray, 3);
            assertNear(new Color(poster.getRGB(20 + 40 * bar, 60)), gray, 3);
        }
    }

    private Path hdr(String transfer, List<Integer> codes) {
        String bars =
                "if(lt(X\\,40)\\,%d\\,if(lt(X\\,80)\\,%d\\,if(lt(X\\,120)\\,%d\\,%d)))".formatted(codes.toArray());
        return clip(
                transfer + ".mkv",
                "-f lavfi -i color=c=gray:size=160x120:rate=10:duration=0.5,format=yuv420p10le,geq=lum=" + bars
                        + ":cb=512:cr=512 " + LOSSLESS + " -color_primaries bt2020 -color_trc " + transfer
                        + " -colorspace bt2020nc -color_range tv");
    }

    private static int limitedRange(double signal) {
        return (int) Math.round(64 + 876 * signal);
    }

    /** Inverse of the EOTF of SMPTE ST 2084. */
    private static double pqSignal(double nits) {
        double y = Math.pow(nits / 10000, 2610.0 / 16384);
        return Math.pow((3424.0 / 4096 + 2413.0 / 128 * y) / (1 + 2392.0 / 128 * y), 2523.0 / 32);
    }

    /** Gray of ITU-R BT.2100 HLG on a screen of 1,000 nits. */
    private static double hlgNits(double signal) {
        double scene =
                signal <= 0.5 ? signal * signal / 3 : (Math.exp((signal - 0.55991073) / 0.17883277) + 0.28466892) / 12;
        return 1000 * Math.pow(scene, 1.2);
    }

    /** Hyperbola through the knee at 0.8, with slope 1 there, that reaches 1 at 1,000 / 203. */
    private static double moebius(double light) {
        double knee = 0.8;
        double peak = 1000 / 203.0;
        double a = -knee * knee * (peak - 1) / (knee * knee - 2 * knee + peak);
        double b = (knee * knee - 2 * knee * peak + peak) / (peak - 1);
        double scale = (b * b + 2 * b * knee + knee * knee) / (b - a);
        return light <= knee ? light : Math.min(1, scale * (light + a) / (light + b));
    }

    /** IEC 61966-2-1. */
    private static double srgb(double linear) {
        return linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.pow(linear, 1 / 2.4) - 0.055;
    }

    @Test
    void transparency_is_composited_over_the_background() throws Throwable {
        onEachEngine(() -> {
            assertComposited(clip("alpha.mov", HALF_CLEAR + " -c:v prores_ks -profile:v 4444 -pix_fmt yuva444p10le"));
        });
    }

    @Test
    void transparency_of_vp9_is_composited_over_the_background() throws Throwable {
        onEachEngine(() -> {
            assertComposited(clip(
                    "alpha.webm",
                    HALF_CLEAR + " -c:v libvpx-vp9 -pix_fmt yuva420p -b:v 2M -deadline realtime -cpu-used 8"));
        });
    }

    private static final String HALF_CLEAR = "-f lavfi -i color=c=0x2040c0:size=160x120:rate=10:duration=0.5,"
            + "format=yuva444p,geq=lum=lum(X\\,Y):cb=cb(X\\,Y):cr=cr(X\\,Y):a=if(lt(X\\,80)\\,0\\,255)";

    private void assertComposited(Path clip) throws IOException {
        MediaResult result = videoTestBench.derive(clip);
        assertReady(result);
        assertThat(result.details()).containsEntry("has_alpha", true);
        assertNear(colour(web(result).file(), 30, 60), Color.WHITE, 5);
        assertNear(colour(web(result).file(), 130, 60), new Color(0x2040c0), 8);
        BufferedImage poster = ImageIO.read(poster(result).file().toFile());
        assertNear(new Color(poster.getRGB(30, 60)), Color.WHITE, 5);
        assertNear(new Color(poster.getRGB(130, 60)), new Color(0x2040c0), 8);
    }

    @Test
    void interlaced_clips_are_deinterlaced() {
        Path clip = clip(
                "fields.ts",
                "-f lavfi -i testsrc2=size=320x240:rate=50:duration=0.8 -vf "
                        + "tinterlace=mode=interleave_top:flags=none,setfield=tff -c:v mpeg2video -qscale:v 2 "
                        + "-flags +ildct+ilme -top 1");
        MediaResult result = videoTestBench.derive(clip);
        assertReady(result);
        assertThat(result.details()).containsEntry("interlaced", true);
        JsonNode video = FfmpegCommand.videoStream(web(result).file());
        assertThat(video.path("field_order").asText()).isEqualTo("progressive");
        double before = combs(FfmpegCommand.planes(clip, 320, 240));
        double after = combs(FfmpegCommand.planes(web(result).file(), 320, 240));
        assertThat(after).isLessThan(before * 0.75);
    }

    /** Returns the mean difference of a line from the mean of its neighbors: combing makes it large. */
    private static double combs(byte[] planes) {
        int frame = 320 * 240 * 3 / 2;
        int from = planes.length / frame / 2 * frame;
        double sum = 0;
        for (int y = 1; y < 239; y++) {
            for (int x = 0; x < 320; x++) {
                int at = from + y * 320 + x;
                sum += Math.abs((planes[at] & 255) - ((planes[at - 320] & 255) + (planes[at + 320] & 255)) / 2.0);
            }
        }
        return sum / (238 * 320);
    }

    @Test
    void the_poster_of_a_clip_that_starts_black_is_not_black() {
        Path clip = clip(
                "black.mp4",
                "-f lavfi -i color=c=black:size=160x120:rate=25:duration=0.8 -f lavfi -i "
                        + "testsrc2=size=160x120:rate=25:duration=0.8"
                        + " -filter_complex [0][1]concat=n=2 " + H264);
        MediaResult result = videoTestBench.derive(clip);
        assertReady(result);
        assertThat(Planes.meanLuma(FfmpegCommand.planes(poster(result).file(), 160, 120), 160, 120, 0))
                .isGreaterThan(40);
        assertThat(poster(result).metadata()).doesNotContainKey("blank");
    }

    @Test
    void an_all_black_clip_still_has_a_poster() {
        MediaResult result = videoTestBench.derive(
                clip("black.mp4", "-f lavfi -i color=c=black:size=160x120:rate=25:duration=0.4 " + H264));
        assertReady(result);
        assertThat(poster(result).file()).isNotEmptyFile();
        assertThat(poster(result).metadata()).containsEntry("blank", true);
    }

    @Test
    void a_clip_of_one_frame_has_both_derivatives() {
        MediaResult result =
                videoTestBench.derive(clip("one.mp4", "-f lavfi -i testsrc2=size=160x120:rate=25 -frames:v 1 " + H264));
        assertReady(result);
        assertThat(FfmpegCommand.videoStream(web(result).file())
                        .path("nb_read_packets")
                        .asInt())
                .isEqualTo(1);
        assertThat(web(result).durationSeconds().orElseThrow()).isCloseTo(0.04, within(0.04));
        assertThat(poster(result).file()).isNotEmptyFile();
    }

    @Test
    void a_variable_frame_rate_stays_variable() {
        Path clip = clip(
                "variable.mkv",
                "-f lavfi -i testsrc2=size=160x120:rate=30:duration=2 -vf select=lt(t\\,0.5)+not(mod(n\\,7)) "
                        + "-fps_mode vfr "
                        + H264);
        int frames = FfmpegCommand.videoStream(clip).path("nb_read_packets").asInt();
        double seconds =
                FfmpegCommand.probe(clip).path("format").path("duration").asDouble();
        MediaResult result = videoTestBench.derive(clip);
        assertReady(result);
        JsonNode video = FfmpegCommand.videoStream(web(result).file());
        assertThat(video.path("nb_read_packets").asInt()).isEqualTo(frames);
        assertThat(FfmpegCommand.probe(web(result).file())
                        .path("format")
                        .path("duration")
                        .asDouble())
                .isCloseTo(seconds, within(0.034));
        assertThat(web(result).durationSeconds().orElseThrow()).isCloseTo(seconds, within(0.034));
        assertThat(result.warnings()).isEmpty();
    }

    static Color colour(Path clip, int x, int y) {
        byte[] rgb = FfmpegCommand.run(
                "ffmpeg",
                java.util.List.of(
                        "-v",
                        "error",
                        "-i",
                        clip.toString(),
                        "-frames:v",
                        "1",
                        "-vf",
                        "crop=2:2:" + x + ":" + y + ",scale=2:2:flags=accurate_rnd+full_chroma_int,format=rgb24",
                        "-f",
                        "rawvideo",
                        "-"));
        return new Color(rgb[0] & 255, rgb[1] & 255, rgb[2] & 255);
    }

    static void assertNear(Color actual, Color expected, int tolerance) {
        assertThat(actual.getRed()).as("red of %s", actual).isCloseTo(expected.getRed(), within(tolerance));
        assertThat(actual.getGreen()).as("green of %s", actual).isCloseTo(expected.getGreen(), within(tolerance));
        assertThat(actual.getBlue()).as("blue of %s", actual).isCloseTo(expected.getBlue(), within(tolerance));
    }
}
