package io.runfolio.media.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.media.MediaResult;
import io.runfolio.run.AssetState;
import io.runfolio.run.EnvironmentException;
import io.runfolio.run.InterruptedRunException;
import io.runfolio.run.StorageException;
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

/** An ffmpeg that misbehaves in each way a program can: a state, in time, and nothing left behind. */
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
    void one_that_hangs_and_ignores_signals_is_killed() throws IOException {
        Bench bench =
                bench("trap '' TERM INT HUP; (trap '' TERM; while :; do sleep 1; done) & while :; do sleep 1; done", 2);
        long began = System.nanoTime();
        MediaResult result = bench.derive(clip);
        assertProblem(bench, result, "timed_out");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void an_interrupt_is_no_failure_and_leaves_nothing() throws Exception {
        Bench bench = bench("echo begun > begun; sleep 60", 60);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                bench.derive(clip);
            } catch (RuntimeException e) {
                thrown.set(e);
            }
        });
        thread.start();
        Awaitility.await().until(() -> bench.written().stream().anyMatch(name -> name.endsWith("begun")));
        thread.interrupt();
        thread.join(20_000);
        assertThat(thrown.get()).isInstanceOf(InterruptedRunException.class);
        assertThat(bench.written()).isEmpty();
    }

    @Test
    void one_that_finds_no_room_ends_the_attempt_and_says_nothing_of_the_clip() throws IOException {
        for (String words : List.of("No space left on device", "Disk quota exceeded", "Read-only file system")) {
            Bench bench = bench("echo 'av_interleaved_write_frame(): " + words + "' >&2; exit 1", 60);
            assertThatThrownBy(() -> bench.derive(clip))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining(words);
            assertThat(bench.written()).isEmpty();
        }
    }

    @Test
    void one_that_is_killed_from_outside_ends_the_attempt() throws IOException {
        for (String end : List.of("kill -KILL $$", "kill -TERM $$", "kill -HUP $$", "exit 137", "exit 143")) {
            assertAttemptFails(bench(end, 60), "killed from outside");
        }
    }

    @Test
    void one_that_ends_badly_without_a_decoder_s_message_ends_the_attempt() throws IOException {
        assertAttemptFails(bench("exit 1", 60), "it said nothing");
        assertAttemptFails(
                bench("echo 'cannot open the license file' >&2; exit 3", 60), "cannot open the license file");
        assertAttemptFails(bench("echo 'Error occurred during initialization of VM' >&2; exit 1", 60), "of VM");
        assertAttemptFails(bench("exit 127", 60), "Cannot start");
    }

    @Test
    void one_whose_folder_vanishes_ends_the_attempt() throws IOException {
        Bench bench = bench("rm -rf \"$PWD\"; exit 1", 60);
        assertThatThrownBy(() -> bench.derive(clip)).isInstanceOf(StorageException.class);
    }

    @Test
    void a_program_that_is_gone_after_its_first_use_ends_the_attempt() throws IOException {
        Bench bench = bench("kill -SEGV $$", 60);
        assertProblem(bench, bench.derive(clip), "engine_crashed");
        Files.delete(folder.resolve("ffmpeg"));
        assertAttemptFails(bench, "it is not there or may not be run");
    }

    @Test
    void a_decoder_s_own_words_are_a_verdict_whatever_the_exit_code() throws IOException {
        for (int code : List.of(1, 183, 255)) {
            Bench bench = bench(
                    "echo '[mov,mp4 @ 0x5581a0] moov atom not found' >&2; echo 'Invalid data found' >&2; exit " + code,
                    60);
            assertProblem(bench, bench.derive(clip), "corrupt");
        }
    }

    @Test
    void one_that_crashes_is_told() throws IOException {
        Bench bench = bench("kill -SEGV $$", 60);
        assertProblem(bench, bench.derive(clip), "engine_crashed");
    }

    @Test
    void one_that_ends_as_if_it_had_crashed_is_told() throws IOException {
        Bench bench = bench("exit 139", 60);
        assertProblem(bench, bench.derive(clip), "engine_crashed");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void one_that_writes_for_ever_is_stopped_by_the_time_or_the_size_of_its_file() throws IOException {
        Bench bench = bench("for last; do :; done; cat /dev/zero > \"${last#file:}\"", 3);
        MediaResult result = bench.derive(clip);
        assertThat(result.problem().map(MediaResult.Problem::code))
                .isPresent()
                .get()
                .asString()
                .isIn("timed_out", "too_large", "engine_failed", "engine_crashed");
        assertThat(bench.written()).isEmpty();
    }

    @Test
    void one_that_floods_its_output_and_forks_is_killed_with_all_that_it_started() throws IOException {
        Path pids = folder.resolve("pids");
        Bench bench = bench(
                "for i in 1 2 3 4 5; do (trap '' TERM; echo $$ >/dev/null; sleep 300) & echo $! >> '" + pids
                        + "'; done; cat /dev/zero",
                2);
        assertProblem(bench, bench.derive(clip), "timed_out");
        for (String pid : Files.readAllLines(pids)) {
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> ProcessHandle.of(Long.parseLong(pid))
                    .filter(ProcessHandle::isAlive)
                    .isEmpty());
        }
    }

    @Test
    void one_that_ends_well_with_nothing_or_half_a_file_ends_the_attempt() throws IOException {
        assertAttemptFails(bench("exit 0", 60), "left no result");
        assertAttemptFails(
                bench("printf '\\0\\0\\0\\030ftypisom\\0\\0\\2\\0isommp41\\0\\0\\4\\0moov' > web.mp4", 60),
                "left no result");
    }

    @Test
    void one_that_floods_its_error_output_is_survived_and_its_words_stay_few() throws IOException {
        Bench bench = bench("head -c 30000000 /dev/zero | tr '\\0' 'x' >&2; exit 1", 60);
        assertThatThrownBy(() -> bench.derive(clip))
                .isInstanceOf(EnvironmentException.class)
                .satisfies(e -> assertThat(e.getMessage()).contains("xxx").hasSizeLessThan(1000));
        assertThat(bench.written()).isEmpty();
    }

    @Test
    void a_probe_that_talks_nonsense_ends_the_attempt() throws IOException {
        Bytes.turned(clip, 90); // a plain one would not be probed
        Path program = program("exit 139", "echo '{\"streams\": [[[['");
        Bench bench = new Bench(Files.createDirectory(folder.resolve("b")), settings(program, 60));
        assertAttemptFails(bench, "left no result");
    }

    @Test
    void a_program_that_does_not_start_is_no_engine() throws IOException {
        Path broken = Files.writeString(folder.resolve("ffmpeg"), "no program");
        Files.setPosixFilePermissions(broken, PosixFilePermissions.fromString("rwxr-xr-x"));
        Bench bench = new Bench(Files.createDirectory(folder.resolve("b")), settings(broken, 60));
        MediaResult result = bench.derive(clip);
        assertProblem(bench, result, "no_video_engine");
        assertThat(bench.processor.engines().available()).isFalse();
        assertThat(bench.processor.engines().describe()).contains("runfolio.video.program");
    }

    @Test
    void a_program_that_is_too_old_is_no_engine() throws IOException {
        version = "4.4.2-0ubuntu0.22.04.1";
        Bench bench = bench("exit 0", 60);
        assertProblem(bench, bench.derive(clip), "no_video_engine");
    }

    private void assertAttemptFails(Bench bench, String words) throws IOException {
        assertThatThrownBy(() -> bench.derive(clip))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining(words);
        assertThat(bench.written()).isEmpty();
    }

    private static void assertProblem(Bench bench, MediaResult result, String code) throws IOException {
        assertThat(result.problem().map(MediaResult.Problem::code)).contains(code);
        assertThat(result.state()).isEqualTo(AssetState.FAILED);
        assertThat(result.derivatives()).isEmpty();
        assertThat(bench.written()).isEmpty();
    }

    private Bench bench(String script, int seconds) throws IOException {
        Path program = program(script, "cat <<'END'\n" + PROBED + "\nEND");
        return new Bench(Files.createTempDirectory(folder, "b"), settings(program, seconds));
    }

    private static MediaSettings settings(Path program, int seconds) {
        VideoSettings video = Bench.settings(Engine.PROGRAM, Optional.of(program), WebPolicy.ALWAYS)
                .video();
        return Bench.with(new VideoSettings(
                video.engine(),
                video.program(),
                Duration.ofSeconds(seconds),
                video.maxSeconds(),
                video.maxMegapixels(),
                video.maxMemoryBytes(),
                video.webPolicy(),
                video.maxWebBitRate()));
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
