package io.runfolio.media.video;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.media.MediaResult;
import io.runfolio.settings.VideoSettings.WebPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Generation data in containers of clips and sounds, and warnings about tracks. */
class GeneratorTagsIT extends EachEngineTestBase {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String GRAPH =
            "{\"3\": {\"class_type\": \"KSampler\", \"inputs\": {\"seed\": 42, \"steps\": 20,"
                    + " \"positive\": [\"6\", 0]}}, \"6\": {\"class_type\": \"CLIPTextEncode\","
                    + " \"inputs\": {\"text\": \"a lighthouse; 100% = \\\"bright\\\" é\"}}}";
    private static final String CLIP = "-f lavfi -i testsrc2=size=64x48:rate=10:duration=0.4 ";

    GeneratorTagsIT() {
        super(WebPolicy.WHEN_NEEDED);
    }

    @ParameterizedTest
    @CsvSource({
        "own.mp4, -c:v libx264 -pix_fmt yuv420p -movflags use_metadata_tags, prompt, 0",
        "own.mov, -c:v libx264 -pix_fmt yuv420p -movflags use_metadata_tags, comment, 1",
        "own.webm, -c:v libvpx -deadline realtime, prompt, 1",
        "own.mkv, -c:v libx264 -pix_fmt yuv420p, prompt, 2",
        "plain.mp4, -c:v libx264 -pix_fmt yuv420p, comment, 0",
        "plain.mp4, -c:v libx264 -pix_fmt yuv420p, comment, 2",
        "plain.webm, -c:v libvpx -deadline realtime, comment, 1"
    })
    void comfyui_data_of_a_clip_are_read(String name, String words, String tag, int encoding) throws IOException {
        String text = encodings(tag).get(encoding);
        assertGeneration(videoTestBench.inspect(tagged(name, CLIP + words, tag, text)), text);
    }

    @ParameterizedTest
    @CsvSource({"comment, 1", "prompt, 0"})
    void comfyui_data_of_a_sound_are_read(String tag, int encoding) throws IOException {
        String text = encodings(tag).get(encoding);
        assertGeneration(videoTestBench.inspect(tagged("a.mp3", TONE + " -c:a libmp3lame", tag, text)), text);
    }

    @Test
    void automatic1111_data_in_a_comment_are_read() {
        MediaResult result = videoTestBench.derive(tagged(
                "a.mp4", CLIP + H264, "comment", "a red fox\nNegative prompt: blurry\nSteps: 9, Seed: 7, Size: 64x48"));
        assertReady(result);
        assertThat(result.details().get("generation"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsEntry("prompt", "a red fox")
                .containsEntry("seed", 7L);
    }

    @Test
    void megabytes_of_tags_do_not_fail_the_clip() throws IOException {
        Path plain = clip("small.mkv", CLIP + H264);
        List<String> words = new ArrayList<>(List.of("-i", plain.toString(), "-c", "copy"));
        Path list = Files.writeString(
                videoTestBench.sources.resolve("tags.txt"), ";FFMETADATA1\nworkflow=" + "x".repeat(3_000_000) + "\n");
        words.addAll(List.of("-f", "ffmetadata", "-i", list.toString(), "-map_metadata", "1"));
        assertReady(videoTestBench.derive(FfmpegCommand.make(videoTestBench.sources.resolve("large.mkv"), words)));
    }

    @Test
    void dolby_vision_without_a_base_layer_causes_a_warning() throws IOException {
        byte[] file = Files.readAllBytes(clip("plain.mp4", CLIP + H264));
        MediaResult bare =
                videoTestBench.derive(Files.write(videoTestBench.sources.resolve("dv5.mp4"), dolbyVision(file, 5, 0)));
        assertReady(bare);
        assertThat(bare.details()).containsEntry("dolby_vision_profile", 5);
        assertThat(bare.warnings()).anySatisfy(warning -> assertThat(warning).contains("Dolby Vision of profile 5"));
        MediaResult based =
                videoTestBench.derive(Files.write(videoTestBench.sources.resolve("dv8.mp4"), dolbyVision(file, 8, 1)));
        assertReady(based);
        assertThat(based.warnings()).isEmpty();
    }

    private static List<String> encodings(String tag) throws IOException {
        String once = tag.equals("prompt") ? GRAPH : "{\"prompt\": " + GRAPH + ", \"workflow\": {\"nodes\": []}}";
        String inside = tag.equals("prompt")
                ? JSON.writeValueAsString(GRAPH)
                : JSON.writeValueAsString(Map.of("prompt", GRAPH, "workflow", "{\"nodes\": []}"));
        return List.of(once, inside, JSON.writeValueAsString(inside));
    }

    private static void assertGeneration(MediaResult result, String text) {
        assertThat(result.problem()).isEmpty();
        assertThat(result.details().get("generation"))
                .as(text)
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsEntry("tool", "comfyui")
                .containsEntry("prompt", "a lighthouse; 100% = \"bright\" é")
                .containsEntry("seed", 42);
    }

    private Path tagged(String name, String words, String tag, String text) {
        List<String> line = new ArrayList<>(Arrays.asList(words.trim().split("\\s+")));
        line.addAll(List.of("-metadata", tag + "=" + text));
        return FfmpegCommand.make(videoTestBench.sources.resolve(name), line);
    }

    /**
     * Puts a configuration record of Dolby Vision at the end of the track's description. The index follows the data, so
     * that no offset changes.
     */
    private static byte[] dolbyVision(byte[] file, int profile, int compatibility) {
        byte[] record = ByteBuffer.allocate(32)
                .putInt(32)
                .put("dvcC".getBytes(StandardCharsets.ISO_8859_1))
                .put((byte) 1)
                .put((byte) 0)
                .putShort((short) (profile << 9 | 1 << 3 | 0b101))
                .put((byte) (compatibility << 4))
                .array();
        ByteBuffer grown = ByteBuffer.wrap(file.clone());
        int end = 0;
        for (String box : List.of("moov", "trak", "mdia", "minf", "stbl", "stsd", "avc1")) {
            int at = new String(file, StandardCharsets.ISO_8859_1).lastIndexOf(box) - 4; // brands are named alike
            end = at + grown.getInt(at);
            grown.putInt(at, grown.getInt(at) + record.length);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(grown.array(), 0, end);
        out.writeBytes(record);
        out.write(grown.array(), end, file.length - end);
        return out.toByteArray();
    }
}
