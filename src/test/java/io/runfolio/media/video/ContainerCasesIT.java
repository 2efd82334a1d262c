package io.runfolio.media.video;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.media.MediaResult;
import io.runfolio.run.AssetState;
import io.runfolio.settings.MediaSettings;
import io.runfolio.settings.VideoSettings;
import io.runfolio.settings.VideoSettings.WebPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Broken, hostile, oversized and foreign containers. */
class ContainerCasesIT extends EachEngineTestBase {
    private static final String SHORT = SCENE.replace("duration=1", "duration=0.4");

    ContainerCasesIT() {
        super(WebPolicy.ALWAYS);
    }

    @Test
    void each_listed_container_is_read() throws Throwable {
        onEachEngine(() -> {
            Map<String, String> containers = new LinkedHashMap<>();
            containers.put("a.mov", H264);
            containers.put("a.webm", "-c:v libvpx -deadline realtime -cpu-used 8 -b:v 2M");
            containers.put("a.avi", "-c:v mpeg4 -qscale:v 3");
            containers.put("a.ts", "-c:v mpeg2video -qscale:v 3");
            containers.put("a.mpg", "-c:v mpeg2video -qscale:v 3");
            containers.put("a.flv", "-c:v flv1 -qscale:v 3");
            for (Map.Entry<String, String> entry : containers.entrySet()) {
                MediaResult result = videoTestBench.derive(clip(entry.getKey(), SHORT + " " + entry.getValue()));
                assertThat(result.problem()).as(entry.getKey()).isEmpty();
                assertThat(web(result).durationSeconds().orElseThrow())
                        .as(entry.getKey())
                        .isBetween(0.35, 0.45);
                for (String name : videoTestBench.written()) {
                    Files.delete(videoTestBench.bundle.resolve(name));
                }
            }
        });
    }

    @Test
    void the_rest_of_a_truncated_clip_is_transcoded_with_a_warning() {
        Path clip = ClipBytes.cut(clip("cut.mp4", SCENE + " " + H264 + " -movflags +faststart"), 0.5);
        MediaResult result = videoTestBench.derive(clip);
        assertReady(result);
        assertThat(result.details()).containsEntry("truncated", true);
        assertThat(result.warnings()).anyMatch(warning -> warning.contains("truncated"));
        assertThat(web(result).durationSeconds().orElseThrow()).isBetween(0.2, 0.8);
    }

    @Test
    void damage_in_the_middle_is_reported() {
        Path clip = clip("hurt.avi", SCENE + " -c:v mpeg4 -qscale:v 3");
        byte[] bytes = ClipBytes.read(clip);
        for (int at = bytes.length / 2; at < bytes.length / 2 + 4000; at++) {
            bytes[at] = (byte) (at * 31);
        }
        MediaResult result = videoTestBench.derive(ClipBytes.write(clip, bytes));
        assertReady(result);
        assertThat(result.warnings()).isNotEmpty();
    }

    @Test
    void a_clip_without_its_index_fails() throws IOException {
        MediaResult result = videoTestBench.derive(ClipBytes.cut(clip("cut.mp4", SHORT + " " + H264), 0.5));
        assertProblem(result, AssetState.FAILED, "corrupt");
        assertThat(result.problem().orElseThrow().reason()).contains("moov").doesNotContain("/");
        assertThat(videoTestBench.written()).isEmpty();
    }

    @Test
    void noise_in_a_known_container_fails() throws IOException {
        byte[] noise = new byte[20_000];
        new java.util.Random(7).nextBytes(noise);
        System.arraycopy("\0\0\0\030ftypisom\0\0\2\0isommp41".getBytes(StandardCharsets.ISO_8859_1), 0, noise, 0, 24);
        MediaResult result = videoTestBench.derive(ClipBytes.write(videoTestBench.sources.resolve("noise.mp4"), noise));
        assertProblem(result, AssetState.FAILED, "corrupt");
        assertThat(videoTestBench.written()).isEmpty();
    }

    @Test
    void an_unknown_codec_is_unsupported() {
        Path clip = ClipBytes.overwrite(clip("new.mp4", SHORT + " " + H264), "avc1", "zzz1");
        assertProblem(videoTestBench.derive(clip), AssetState.UNSUPPORTED, "no_decoder");
    }

    @Test
    void too_many_pixels_are_refused_before_they_are_decoded() throws IOException {
        Path clip = clip("large.mp4", "-f lavfi -i color=size=1200x1000:rate=10:duration=0.2 " + H264);
        assertProblem(limited(1, Duration.ofHours(1)).derive(clip), AssetState.FAILED, "too_many_pixels");
    }

    @Test
    void too_long_a_clip_is_refused() throws IOException {
        Path clip = clip("long.mkv", "-f lavfi -i color=size=64x64:rate=1:duration=20 " + H264);
        assertProblem(limited(50, Duration.ofSeconds(10)).derive(clip), AssetState.FAILED, "too_long");
    }

    private VideoTestBench limited(int megapixels, Duration length) throws IOException {
        VideoSettings video = videoTestBench.settings.video();
        MediaSettings settings = VideoTestBench.with(new VideoSettings(
                video.engine(),
                video.program(),
                video.timeLimit(),
                length,
                megapixels,
                video.maxMemoryBytes(),
                video.webPolicy(),
                video.maxWebBitRate(),
                true,
                60,
                true));
        return new VideoTestBench(Files.createDirectory(folder.resolve("limited")), settings);
    }

    @Test
    void disguised_playlists_are_refused_and_their_targets_never_read() throws Throwable {
        onEachEngine(() -> {
            Path secret = clip("secret.ts", "-f lavfi -i color=c=red:size=64x64:rate=10:duration=1 -c:v mpeg2video");
            Map<String, String> playlists = new LinkedHashMap<>();
            playlists.put("hls.mp4", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n" + secret + "\n#EXT-X-ENDLIST\n");
            playlists.put("hls-bom.ts", "\ufeff#EXTM3U\n#EXTINF:1,\nfile:" + secret + "\n");
            playlists.put("concat.mkv", "ffconcat version 1.0\nfile '" + secret + "'\n");
            playlists.put(
                    "dash.mp4",
                    "<?xml version=\"1.0\"?><MPD><Period><BaseURL>file:" + secret + "</BaseURL></Period></MPD>");
            playlists.put("sdp.avi", "v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=video 9 RTP/AVP 96\n");
            playlists.put(
                    "list.mov",
                    "<?xml version=\"1.0\"?><playlist><track><location>" + secret + "</location></track></playlist>");
            playlists.put(
                    "picture.mp4",
                    "<svg xmlns=\"http://www.w3.org/2000/svg\"><image href=\"file:" + secret + "\"/></svg>");
            for (Map.Entry<String, String> playlist : playlists.entrySet()) {
                Path file = Files.writeString(videoTestBench.sources.resolve(playlist.getKey()), playlist.getValue());
                MediaResult result = videoTestBench.derive(file);
                assertProblem(result, AssetState.UNSUPPORTED, "refused_container");
                assertThat(videoTestBench.written()).as(playlist.getKey()).isEmpty();
            }
        });
    }

    @Test
    void a_playlist_after_the_first_bytes_of_a_clip_opens_nothing() throws Throwable {
        onEachEngine(() -> {
            String canary = "canary-8b1f";
            Path secret = Files.writeString(videoTestBench.sources.resolve("secret.txt"), canary.repeat(50));
            for (String start : new String[] {
                "\0\0\0\030ftypisom\0\0\2\0isommp41",
                "OggS\0\2",
                "FLV\1\5\0\0\0\11\0\0\0\0",
                "ID3\3\0\0\0\0\0\0",
                "RIFF\0\4\0\0AVI "
            }) {
                Path file = ClipBytes.write(
                        videoTestBench.sources.resolve("mixed.mp4"),
                        (start + "\n#EXTM3U\n#EXTINF:1,\n" + secret + "\nffconcat version 1.0\nfile '" + secret + "'\n")
                                .repeat(3)
                                .getBytes(StandardCharsets.ISO_8859_1));
                MediaResult result = videoTestBench.derive(file);
                assertThat(result.state()).isNotEqualTo(AssetState.READY);
                assertThat(result.toString()).doesNotContain(canary);
                assertNoFileHolds(canary);
            }
        });
    }

    @Test
    void a_mov_cannot_read_an_external_file() throws Throwable {
        onEachEngine(() -> {
            Path other = clip("other.mov", SHORT.replace("testsrc2=", "color=c=red:") + " " + H264);
            // a data reference that is no longer self-contained, and names a file by an alias
            Path clip = clip("refers.mov", SHORT + " " + H264);
            byte[] bytes = ClipBytes.read(clip);
            int at = ClipBytes.indexOf(bytes, "dref") + 4 + 8;
            byte[] alias = "alis".getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(alias, 0, bytes, at + 4, 4);
            bytes[at + 11] = 0;
            ClipBytes.write(clip, bytes);
            MediaResult result = videoTestBench.derive(clip);
            assertThat(other).exists();
            if (result.state() == AssetState.READY) {
                assertClose(FfmpegCommand.planes(clip, 320, 240), web(result).file(), 320, 240);
            }
        });
    }

    @Test
    void deeply_nested_boxes_do_no_harm() throws IOException {
        java.nio.ByteBuffer boxes = java.nio.ByteBuffer.allocate(24 + 8 * 20_000);
        boxes.put("\0\0\0\030ftypisom\0\0\2\0isommp41".getBytes(StandardCharsets.ISO_8859_1));
        while (boxes.remaining() >= 8) {
            boxes.putInt(boxes.remaining()).put("moov".getBytes(StandardCharsets.US_ASCII));
        }
        MediaResult result =
                videoTestBench.derive(ClipBytes.write(videoTestBench.sources.resolve("nested.mp4"), boxes.array()));
        assertThat(result.state()).isEqualTo(AssetState.FAILED);
        assertThat(videoTestBench.written()).isEmpty();
    }

    @Test
    void files_that_are_not_clips_are_unsupported() throws IOException {
        Path picture = clip("picture.mp4", "-f lavfi -i testsrc=size=64x64 -frames:v 1 -f image2 -c:v png");
        assertProblem(videoTestBench.derive(picture), AssetState.UNSUPPORTED, "unsupported_format");
        Path nothing = ClipBytes.write(videoTestBench.sources.resolve("empty.mp4"), new byte[0]);
        assertProblem(videoTestBench.derive(nothing), AssetState.UNSUPPORTED, "unknown_format");
    }

    @Test
    void tags_stay_out_of_the_derivatives_and_paths_out_of_the_log() throws IOException {
        Path clip = clip(
                "tagged.mp4",
                SHORT + " " + H264
                        + " -metadata title=SecretTitle -metadata location=+52.5200+013.4050/ -metadata "
                        + "comment=SecretWords"
                        + " -metadata:s:v handler_name=SecretHandler -movflags use_metadata_tags");
        MediaResult result = videoTestBench.derive(clip);
        assertReady(result);
        for (String word : new String[] {"SecretTitle", "+52.52", "SecretWords", "SecretHandler"}) {
            assertNoFileHolds(word, "web", "thumb");
        }
        assertNoFileHolds(folder.toString());
        assertThat(Files.readString(videoTestBench.bundle.resolve("logs/output_01.ffmpeg.log")))
                .contains("libx264");
    }

    @Test
    void a_title_that_reads_like_an_error_has_no_effect() {
        Path clip = FfmpegCommand.make(
                videoTestBench.sources.resolve("named.mkv"),
                java.util.List.of(
                        "-f",
                        "lavfi",
                        "-i",
                        "testsrc2=size=64x64:rate=10:duration=0.3",
                        "-c:v",
                        "ffv1",
                        "-metadata",
                        "title=x: No space left on device"));
        MediaResult result = videoTestBench.derive(clip);
        assertReady(result);
        assertThat(result.warnings()).isEmpty();
        byte[] bytes = ClipBytes.read(clip);
        int frames = ClipBytes.indexOf(bytes, "\037\103\266\165"); // the cluster's id
        MediaResult cut = videoTestBench.derive(ClipBytes.write(clip, java.util.Arrays.copyOf(bytes, frames + 40)));
        assertThat(cut.state()).isEqualTo(AssetState.FAILED);
    }

    private void assertNoFileHolds(String text, String... under) throws IOException {
        for (String name : under.length == 0 ? new String[] {"."} : under) {
            try (Stream<Path> walk = Files.walk(videoTestBench.bundle.resolve(name))) {
                assertThat(walk.filter(Files::isRegularFile)).noneMatch(file -> ClipBytes.contain(file, text));
            }
        }
    }
}
