package io.runfolio.media.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.files.EnvironmentException;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.files.StorageException;
import io.runfolio.media.MediaResult;
import io.runfolio.run.AssetState;
import io.runfolio.settings.MediaSettings;
import io.runfolio.settings.VideoSettings;
import io.runfolio.settings.VideoSettings.Engine;
import io.runfolio.settings.VideoSettings.WebPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Misbehaving ffmpeg programs: each ends in a state, in time, without files left behind. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class BadProgramIT {
    private static final String PROBED =
            """
            {"streams":[{"index":0,"codec_type":"video","codec_name":"mpeg4","width":64,"height":64,"pix_fmt":"yuv420p",
             "avg_frame_rate":"25/1","duration":"1.0"}],"format":{"duration":"1.0","bit_rate":"1000"}}""";

    @TempDir
    Path folder;

    private String version = "8.0-fake";
    private Path clip;

    @BeforeEach
    void aClip() throws IOException {
        clip = folder.resolve("clip.mp4");
        try (var in = BadProgramIT.class.getResourceAsStream("/clips/scene-with-tone.mp4")) {
            Files.copy(in, clip);
        }
    }

    @Test
    void a_hanging_program_that_ignores_signals_is_killed() throws IOException {
        VideoTestBench videoTestBench =
                bench("trap '' TERM INT HUP; (trap '' TERM; while :; do sleep 1; done) & while :; do sleep 1; done", 2);
        long began = System.nanoTime();
        MediaResult result = videoTestBench.derive(clip);
        assertProblem(videoTestBench, result, "timed_out");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMinutes(2));
    }

    @Test
    void an_interrupt_is_not_a_failure_and_leaves_no_files() throws Exception {
        VideoTestBench videoTestBench = bench("echo begun > begun; sleep 60", 60);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                videoTestBench.derive(clip);
            } catch (RuntimeException e) {
                thrown.set(e);
            }
        });
        thread.start();
        Awaitility.await().until(() -> videoTestBench.written().stream().anyMatch(name -> name.endsWith("begun")));
        thread.interrupt();
        thread.join(60_000);
        assertThat(thrown.get()).isInstanceOf(InterruptedRunException.class);
        assertThat(videoTestBench.written()).isEmpty();
    }

    @Test
    void a_full_disk_ends_the_attempt_without_a_verdict_on_the_clip() throws IOException {
        for (String words : List.of("No space left on device", "Disk quota exceeded", "Read-only file system")) {
            VideoTestBench videoTestBench = bench("echo 'av_interleaved_write_frame(): " + words + "' >&2; exit 1", 60);
            assertThatThrownBy(() -> videoTestBench.derive(clip))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining(words);
            assertThat(videoTestBench.written()).isEmpty();
        }
    }

    @Test
    void a_program_killed_from_outside_ends_the_attempt() throws IOException {
        for (String end : List.of("kill -KILL $$", "kill -TERM $$", "exit 129", "exit 137", "exit 143")) {
            assertAttemptFails(bench(end, 60), "killed from outside");
        }
    }

    @Test
    void a_failure_without_a_decoder_message_ends_the_attempt() throws IOException {
        assertAttemptFails(bench("exit 1", 60), "it said nothing");
        assertAttemptFails(
                bench("echo 'cannot open the license file' >&2; exit 3", 60), "cannot open the license file");
        assertAttemptFails(bench("echo 'Error occurred during initialization of VM' >&2; exit 1", 60), "of VM");
        assertAttemptFails(bench("exit 127", 60), "Cannot start");
    }

    @Test
    void a_missing_working_folder_ends_the_attempt() throws IOException {
        VideoTestBench videoTestBench = bench("rm -rf \"$PWD\"; exit 1", 60);
        assertThatThrownBy(() -> videoTestBench.derive(clip)).isInstanceOf(StorageException.class);
    }

    @Test
    void a_program_deleted_after_its_first_use_ends_the_attempt() throws IOException {
        VideoTestBench videoTestBench = bench("kill -SEGV $$", 60);
        assertProblem(videoTestBench, videoTestBench.derive(clip), "engine_crashed");
        Files.delete(folder.resolve("ffmpeg"));
        assertAttemptFails(videoTestBench, "the file is missing or not executable");
    }

    @Test
    void a_decoder_message_is_a_verdict_with_any_exit_code() throws IOException {
        for (int code : List.of(1, 183, 255)) {
            VideoTestBench videoTestBench = bench(
                    "echo '[mov,mp4 @ 0x5581a0] moov atom not found' >&2; echo 'Invalid data found' >&2; exit " + code,
                    60);
            assertProblem(videoTestBench, videoTestBench.derive(clip), "corrupt");
        }
    }

    @Test
    void a_crash_is_reported() throws IOException {
        VideoTestBench videoTestBench = bench("kill -SEGV $$", 60);
        assertProblem(videoTestBench, videoTestBench.derive(clip), "engine_crashed");
    }

    @Test
    void an_exit_code_of_a_crash_is_reported() throws IOException {
        VideoTestBench videoTestBench = bench("exit 139", 60);
        assertProblem(videoTestBench, videoTestBench.derive(clip), "engine_crashed");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void endless_output_is_stopped_by_the_limit_on_time_or_file_size() throws IOException {
        VideoTestBench videoTestBench = bench("for last; do :; done; cat /dev/zero > \"${last#file:}\"", 3);
        MediaResult result = videoTestBench.derive(clip);
        assertThat(result.problem().map(MediaResult.Problem::code))
                .isPresent()
                .get()
                .asString()
                .isIn("timed_out", "too_large", "engine_failed", "engine_crashed");
        assertThat(videoTestBench.written()).isEmpty();
    }

    @Test
    void a_program_that_floods_its_output_is_killed_with_its_descendants() throws IOException {
        Path pids = folder.resolve("pids");
        VideoTestBench videoTestBench = bench(
                "for i in 1 2 3 4 5; do (trap '' TERM; echo $$ >/dev/null; sleep 300) & echo $! >> '" + pids
                        + "'; done; cat /dev/zero",
                2);
        assertProblem(videoTestBench, videoTestBench.derive(clip), "timed_out");
        for (String pid : Files.readAllLines(pids)) {
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> ProcessHandle.of(Long.parseLong(pid))
                    .filter(ProcessHandle::isAlive)
                    .isEmpty());
        }
    }

    @Test
    void success_with_a_missing_or_partial_file_ends_the_attempt() throws IOException {
        assertAttemptFails(bench("exit 0", 60), "left no result");
        assertAttemptFails(
                bench("printf '\\0\\0\\0\\030ftypisom\\0\\0\\2\\0isommp41\\0\\0\\4\\0moov' > web.mp4", 60),
                "left no result");
    }

    @Test
    void a_flood_of_messages_is_kept_within_bounds() throws IOException {
        VideoTestBench videoTestBench = bench("head -c 30000000 /dev/zero | tr '\\0' 'x' >&2; exit 1", 60);
        assertThatThrownBy(() -> videoTestBench.derive(clip))
                .isInstanceOf(EnvironmentException.class)
                .satisfies(e -> assertThat(e.getMessage()).contains("xxx").hasSizeLessThan(1000));
        assertThat(videoTestBench.written()).isEmpty();
    }

    @Test
    void an_invalid_probe_report_ends_the_attempt() throws IOException {
        ClipBytes.turned(clip, 90); // a plain one would not be probed
        Path program = program("exit 139", "echo '{\"streams\": [[[['");
        VideoTestBench videoTestBench =
                new VideoTestBench(Files.createDirectory(folder.resolve("b")), settings(program, 60));
        assertAttemptFails(videoTestBench, "left no result");
    }

    @Test
    void a_program_that_does_not_start_is_not_an_engine() throws IOException {
        Path broken = Files.writeString(folder.resolve("ffmpeg"), "no program");
        Files.setPosixFilePermissions(broken, PosixFilePermissions.fromString("rwxr-xr-x"));
        VideoTestBench videoTestBench =
                new VideoTestBench(Files.createDirectory(folder.resolve("b")), settings(broken, 60));
        MediaResult result = videoTestBench.derive(clip);
        assertProblem(videoTestBench, result, "no_video_engine");
        assertThat(videoTestBench.processor.engines().isAvailable()).isFalse();
        assertThat(videoTestBench.processor.engines().describe()).contains("runfolio.video.program");
    }

    @Test
    void a_program_that_is_too_old_is_not_an_engine() throws IOException {
        version = "4.4.2-0ubuntu0.22.04.1";
        VideoTestBench videoTestBench = bench("exit 0", 60);
        assertProblem(videoTestBench, videoTestBench.derive(clip), "no_video_engine");
    }

    private void assertAttemptFails(VideoTestBench videoTestBench, String words) throws IOException {
        assertThatThrownBy(() -> videoTestBench.derive(clip))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining(words);
        assertThat(videoTestBench.written()).isEmpty();
    }

    private static void assertProblem(VideoTestBench videoTestBench, MediaResult result, String code)
            throws IOException {
        assertThat(result.problem().map(MediaResult.Problem::code)).contains(code);
        assertThat(result.state()).isEqualTo(AssetState.FAILED);
        assertThat(result.derivatives()).isEmpty();
        assertThat(videoTestBench.written()).isEmpty();
    }

    private VideoTestBench bench(String script, int seconds) throws IOException {
        Path program = program(script, "cat <<'END'\n" + PROBED + "\nEND");
        return new VideoTestBench(Files.createTempDirectory(folder, "b"), settings(program, seconds));
    }

    private static MediaSettings settings(Path program, int seconds) {
        VideoSettings video = VideoTestBench.settings(Engine.PROGRAM, Optional.of(program), WebPolicy.ALWAYS)
                .video();
        return VideoTestBench.with(new VideoSettings(
                video.engine(),
                video.program(),
                Duration.ofSeconds(seconds),
                video.maxSeconds(),
                video.maxMegapixels(),
                video.maxMemoryBytes(),
                video.webPolicy(),
                video.maxWebBitRate(),
                true,
                60,
                true));
    }

    private Path program(String ffmpeg, String ffprobe) throws IOException {
        script("ffprobe", ffprobe);
        return script("ffmpeg", ffmpeg);
    }

    private Path script(String name, String body) throws IOException {
        Path script = folder.resolve(name);
        Files.writeString(
                script,
                "#!/bin/sh\n[ \"$1\" = -version ] && echo '" + name
                        + " version " + version + " Copyright' && echo 'configuration: --enable-libx264' && exit 0\n"
                        + body
                        + "\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
