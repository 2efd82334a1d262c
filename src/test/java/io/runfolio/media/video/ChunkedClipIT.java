package io.runfolio.media.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.runfolio.files.EnvironmentException;
import io.runfolio.files.StorageException;
import io.runfolio.media.DerivativeTargets;
import io.runfolio.media.MediaJob;
import io.runfolio.media.MediaPreview;
import io.runfolio.media.MediaResult;
import io.runfolio.media.child.ChildCommand;
import io.runfolio.media.child.ChildResult;
import io.runfolio.media.child.ChildRunner;
import io.runfolio.media.child.ProcessChildRunner;
import io.runfolio.media.video.chunk.LocalChunkTasks;
import io.runfolio.media.video.engine.VideoEngineSelector;
import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetState;
import io.runfolio.run.DerivativeKind;
import io.runfolio.run.DerivativeSettings;
import io.runfolio.settings.MediaSettings;
import io.runfolio.settings.VideoSettings.Engine;
import io.runfolio.settings.VideoSettings.WebPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Encodes clips in chunks with the ffmpeg program, and reads the results back independently. */
class ChunkedClipIT {
    private static final int CHUNKS = 3;
    private static final int FRAMES = 90;
    private static final Duration CHUNK = Duration.ofSeconds(1);
    private static final String SCENE = "-f lavfi -i testsrc2=size=160x96:rate=30000/1001:duration=3";
    private static final String SHORT = "-f lavfi -i testsrc2=size=160x96:rate=25:duration=2";
    /** One detailed frame, which lasts: key frames are nearly all of its bytes. */
    private static final String STILL =
            "-f lavfi -i mandelbrot=size=320x180:rate=25:end_scale=3:maxiter=40 -t 2 -vf loop=loop=-1:size=1";

    private static final String KEYS = " -c:v libx264 -preset ultrafast -g 30 -bf 2 -pix_fmt yuv420p";
    /** Makes all frames cost alike, so that short chunks do not cost more. */
    private static final String NOISE = " -vf noise=alls=50:allf=t";

    private static final Pattern SIMILARITY = Pattern.compile("All:(\\d\\.\\d+)");

    /** Runs the children of the test that is in progress. */
    private static final AtomicReference<ChildRunner> RUNNER = new AtomicReference<>(new ProcessChildRunner());

    /** The programs are looked for once. */
    private static final VideoEngineSelector ENGINES =
            VideoEngineSelector.create(settings(CHUNK), command -> RUNNER.get().run(command));

    @TempDir
    static Path clips;

    private static Path plain;

    @TempDir
    Path folder;

    /** Commands that encode a chunk. */
    private final List<ChildCommand> encodes = Collections.synchronizedList(new ArrayList<>());

    @BeforeAll
    static void make_a_clip() {
        FfmpegCommand.assumePresent();
        String tone = " -f lavfi -i sine=frequency=440:duration=3 -c:a aac";
        plain = FfmpegCommand.make(clips.resolve("plain.mp4"), SCENE + tone + KEYS + NOISE);
        FfmpegCommand.make(clips.resolve("copied.mkv"), "-i " + plain + " -c copy");
        String vp9 = " -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -g 30 -c:a libopus";
        FfmpegCommand.make(clips.resolve("vp9.webm"), "-i " + plain + vp9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain.mp4", "copied.mkv", "vp9.webm"})
    void a_joined_clip_has_the_frames_times_sound_and_stills_of_one_piece(String name) throws IOException {
        Path clip = clips.resolve(name);
        MediaResult one = derive("one", clip, Duration.ZERO);
        MediaResult cut = derive("cut", clip, CHUNK);

        assertThat(cut.details().get("transcode")).isEqualTo(Map.of("chunks", CHUNKS));
        assertThat(encodes).hasSize(CHUNKS);
        assertThat(one.details()).doesNotContainKey("transcode");
        Path web = file(cut, DerivativeKind.WEB);
        Path wanted = file(one, DerivativeKind.WEB);
        assertThat(times(web, "v")).hasSize(FRAMES).isEqualTo(times(wanted, "v"));
        assertThat(times(web, "a")).isEqualTo(times(wanted, "a"));
        assertThat(samples(web)).as("one sound track without a joint").isEqualTo(samples(wanted));
        assertThat(similarity(web, clip)).isGreaterThan(0.98 * similarity(wanted, clip));
        assertThat(Files.size(web)).isLessThan((long) (1.05 * Files.size(wanted)));
        assertThat(file(cut, DerivativeKind.POSTER)).hasSameBinaryContentAs(file(one, DerivativeKind.POSTER));
        assertThat(cut.previews()).hasSize(2);
        for (int preview = 0; preview < 2; preview++) {
            assertThat(path(cut.previews().get(preview)))
                    .hasSameBinaryContentAs(path(one.previews().get(preview)));
        }
        assertThat(cut.warnings()).isEqualTo(one.warnings());
        assertThat(names(folder.resolve("cut"))).isEqualTo(names(folder.resolve("one")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "variable_frame_rate | a.mkv | {short}{keys} -vf select=mod(n\\,7) -fps_mode vfr",
                "open_gop | a.mkv | {short} -c:v mpeg2video -bf 2 -g 12",
                "container | a.ts | {short}{keys}",
                "no_key_frames | a.mp4 | {short}{keys} -g 250",
                "hdr | a.mp4 | {short}{keys} -color_primaries bt2020 -color_trc smpte2084 -colorspace bt2020nc",
                "interlaced | a.mp4 | {short}{keys} -flags +ildct+ilme -x264-params interlaced=1 -vf setfield=tff",
                "size | a.mp4 | {still} -c:v libx264 -g 25",
            })
    void a_clip_that_cannot_be_cut_is_encoded_in_one_piece(String reason, String name, String words)
            throws IOException {
        String command = words.replace("{short}", SHORT).replace("{keys}", KEYS).replace("{still}", STILL);
        MediaResult result = derive("bundle", FfmpegCommand.make(folder.resolve(name), command), CHUNK);

        assertOnePiece(result, reason);
    }

    @Test
    void a_rotated_clip_and_one_with_an_edit_list_are_encoded_in_one_piece() throws IOException {
        Path turned = ClipBytes.turned(FfmpegCommand.make(folder.resolve("turned.mp4"), SHORT + KEYS), 90);
        assertOnePiece(derive("turned", turned, CHUNK), "rotated");

        Path edited = FfmpegCommand.make(folder.resolve("edited.mp4"), "-ss 1.5 -i " + plain + " -c copy");
        assertOnePiece(derive("edited", edited, CHUNK), "edit_list");
    }

    @Test
    void the_bundled_libraries_encode_in_one_piece() throws IOException {
        MediaSettings settings =
                VideoTestBench.with(VideoTestBench.settings(Engine.EMBEDDED, Optional.empty(), WebPolicy.ALWAYS)
                        .video()
                        .withChunkLength(CHUNK));
        VideoEngineSelector engines = VideoEngineSelector.create(settings, new ProcessChildRunner());
        assumeTrue(engines.isAvailable(), "this engine does not start here");
        Path clip = FfmpegCommand.make(folder.resolve("short.mp4"), SHORT + KEYS);

        assertOnePiece(new VideoProcessor(engines, settings).derive(job("embedded", clip)), "engine");
    }

    @Test
    void a_clip_of_the_length_of_a_chunk_is_encoded_in_one_piece_without_a_record() throws IOException {
        Path clip = FfmpegCommand.make(folder.resolve("short.mp4"), SHORT + KEYS);
        MediaResult result = derive("bundle", clip, Duration.ofSeconds(2));

        assertThat(result.state()).isEqualTo(AssetState.READY);
        assertThat(result.details()).doesNotContainKey("transcode");
        assertThat(encodes).isEmpty();
    }

    @Test
    void finished_chunks_are_not_encoded_again_unless_they_are_damaged() throws IOException {
        assertThatThrownBy(() -> derive("first", plain, CHUNK, 1, failingAfter(1)))
                .isInstanceOf(EnvironmentException.class);
        assertThat(names(folder.resolve("first"))).as("derivatives").isEmpty();
        assertThat(encodes).hasSize(2);
        Files.createDirectories(folder.resolve("checkpoints/.part-of-a-killed-process"));
        encodes.clear();

        MediaResult second = derive("second", plain, CHUNK);
        assertThat(encodes).as("chunks that were not finished").hasSize(2);
        assertThat(second.details().get("transcode")).isEqualTo(Map.of("chunks", CHUNKS));
        assertThat(folder.resolve("checkpoints/.part-of-a-killed-process")).doesNotExist();

        damage("web.mp4");
        encodes.clear();
        MediaResult third = derive("third", plain, CHUNK);
        assertThat(encodes).as("damaged chunks").hasSize(1);
        assertThat(third.derivatives().get(0).sha256())
                .isEqualTo(second.derivatives().get(0).sha256());

        DerivativeSettings smaller =
                new DerivativeSettings(1600, "webp", 82, 384, "webp", 76, 80, 80, "jpg", false, true);
        encodes.clear();
        assertThatThrownBy(() -> processor(CHUNK, 1, failingAfter(0)).derive(job("smaller", plain, smaller)))
                .isInstanceOf(EnvironmentException.class);
        assertThat(encodes).as("chunks of another size").hasSize(1);
    }

    private void damage(String name) throws IOException {
        Path file;
        try (Stream<Path> files = Files.walk(checkpoints())) {
            file = files.filter(each -> each.endsWith(name)).findFirst().orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void a_full_disk_is_no_fault_of_the_clip() {
        ChildResult full = new ChildResult(
                1,
                new byte[0],
                "av_interleaved_write_frame(): No space left on device\n".getBytes(StandardCharsets.UTF_8),
                false,
                Duration.ZERO);
        ProcessChildRunner real = new ProcessChildRunner();

        assertThatThrownBy(
                        () -> derive("full", plain, CHUNK, 2, command -> isChunk(command) ? full : real.run(command)))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("No space left on device");
    }

    @Test
    void chunks_of_less_quality_are_not_accepted() throws IOException {
        UnaryOperator<String> worse = word -> word.equals("23") ? "51" : word;

        assertOnePiece(derive("bundle", plain, CHUNK, 2, counting(worse)), "similarity");
    }

    @Test
    void a_chunk_that_lacks_frames_is_not_accepted() throws IOException {
        UnaryOperator<String> shorter = word -> word.replaceFirst("setpts=PTS-STARTPTS", "trim=start_frame=1,$0");

        assertOnePiece(derive("bundle", plain, CHUNK, 2, counting(shorter)), "frames");
    }

    private void assertOnePiece(MediaResult result, String reason) throws IOException {
        assertThat(result.problem()).isEmpty();
        assertThat(result.details().get("transcode")).isEqualTo(Map.of("chunks", 1, "reason", reason));
        assertThat(result.derivatives()).hasSize(2);
        assertThat(times(file(result, DerivativeKind.WEB), "v")).isNotEmpty();
    }

    /** Returns a runner that fails each encoding of a chunk after the first ones, as if it was killed. */
    private ChildRunner failingAfter(int count) {
        ChildRunner counting = counting(UnaryOperator.identity());
        return command -> {
            if (isChunk(command) && encodes.size() >= count) {
                encodes.add(command);
                throw new EnvironmentException("killed", null);
            }
            return counting.run(command);
        };
    }

    /** @param change changes the arguments of commands that encode a chunk */
    private ChildRunner counting(UnaryOperator<String> change) {
        ProcessChildRunner real = new ProcessChildRunner();
        return command -> {
            if (!isChunk(command)) {
                return real.run(command);
            }
            encodes.add(command);
            return real.run(new ChildCommand(
                    command.program(),
                    command.arguments().stream().map(change).toList(),
                    command.workingFolder(),
                    command.timeLimit(),
                    command.maxOutputBytes(),
                    command.maxErrorBytes(),
                    command.maxMemoryBytes(),
                    command.maxFileBytes()));
        };
    }

    private static boolean isChunk(ChildCommand command) {
        List<String> words = command.arguments();
        return words.contains("-copyts") && words.contains("libx264") && !words.contains("[frames]");
    }

    private MediaResult derive(String name, Path clip, Duration chunkLength) throws IOException {
        return derive(name, clip, chunkLength, 2, counting(UnaryOperator.identity()));
    }

    private MediaResult derive(String name, Path clip, Duration chunkLength, int encoders, ChildRunner runner)
            throws IOException {
        return processor(chunkLength, encoders, runner).derive(job(name, clip));
    }

    private static VideoProcessor processor(Duration chunkLength, int encoders, ChildRunner runner) {
        MediaSettings settings =
                VideoTestBench.with(VideoTestBench.settings(Engine.PROGRAM, Optional.empty(), WebPolicy.ALWAYS)
                        .video()
                        .withChunkLength(chunkLength));
        return new VideoProcessor(
                VideoEngineSelector.create(settings, runner), settings, new LocalChunkTasks(encoders));
    }

    private static MediaSettings settings(Duration chunkLength) {
        return VideoTestBench.with(VideoTestBench.settings(Engine.PROGRAM, Optional.empty(), WebPolicy.ALWAYS)
                .video()
                .withChunkLength(chunkLength));
    }

    private MediaJob job(String name, Path clip) throws IOException {
        return job(name, clip, DerivativeSettings.defaults());
    }

    private MediaJob job(String name, Path clip, DerivativeSettings wanted) throws IOException {
        Path bundle = Files.createDirectories(folder.resolve(name));
        DerivativeTargets targets = new DerivativeTargets(
                bundle.resolve("web"),
                bundle.resolve("thumb"),
                bundle.resolve("poster"),
                folder.resolve(name + ".log"));
        return new MediaJob(
                clip,
                AssetKind.VIDEO,
                String.valueOf(clip.getFileName()),
                targets,
                wanted,
                Optional.of(this::checkpoints));
    }

    private Path checkpoints() {
        return folder.resolve("checkpoints");
    }

    private static Path file(MediaResult result, DerivativeKind kind) {
        return result.derivatives().stream()
                .filter(derivative -> derivative.kind() == kind)
                .findFirst()
                .orElseThrow()
                .file();
    }

    private static Path path(MediaPreview preview) {
        return preview.file();
    }

    private static List<String> names(Path bundle) throws IOException {
        try (Stream<Path> files = Files.list(bundle)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Returns the times of a track's packets in the order of presentation. */
    private static List<String> times(Path clip, String track) {
        String listed = new String(
                FfmpegCommand.run(
                        "ffprobe",
                        List.of(
                                "-v",
                                "error",
                                "-select_streams",
                                track,
                                "-show_entries",
                                "packet=pts_time",
                                "-of",
                                "csv=p=0",
                                clip.toString())),
                StandardCharsets.UTF_8);
        return listed.lines()
                .map(line -> line.replace(",", ""))
                .filter(line -> !line.isBlank())
                .sorted((a, b) -> Double.compare(Double.parseDouble(a), Double.parseDouble(b)))
                .toList();
    }

    /** Returns the decoded sound of a clip. */
    private static byte[] samples(Path clip) {
        return FfmpegCommand.run(
                "ffmpeg", List.of("-v", "error", "-i", clip.toString(), "-map", "0:a", "-f", "s16le", "-"));
    }

    /** Returns the mean similarity of all frames of two clips. */
    private double similarity(Path clip, Path source) throws IOException {
        Path stats = folder.resolve("similarity.txt");
        String numbered = "setpts=N/(25*TB)";
        FfmpegCommand.run(
                "ffmpeg",
                List.of(
                        "-v",
                        "error",
                        "-i",
                        clip.toString(),
                        "-i",
                        source.toString(),
                        "-lavfi",
                        "[0:v]" + numbered + "[a];[1:v]" + numbered + "[b];[a][b]ssim=stats_file=" + stats,
                        "-f",
                        "null",
                        "-"));
        List<Double> frames = new ArrayList<>();
        for (String line : Files.readAllLines(stats)) {
            Matcher matcher = SIMILARITY.matcher(line);
            assertThat(matcher.find()).isTrue();
            frames.add(Double.parseDouble(matcher.group(1)));
        }
        assertThat(frames).hasSize(FRAMES);
        return frames.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }
}
