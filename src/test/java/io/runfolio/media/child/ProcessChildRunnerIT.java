package io.runfolio.media.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.runfolio.files.InterruptedRunException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs({OS.LINUX, OS.MAC})
class ProcessChildRunnerIT {
    private static final Path SHELL = Path.of("/bin/sh");
    private final ChildRunner runner = new ProcessChildRunner();

    @TempDir
    Path folder;

    @Test
    void arguments_reach_the_program_as_they_are() {
        ChildResult result = runner.run(command(
                Path.of("/usr/bin/printf"), List.of("%s|", "a b", "$HOME", "'\"", "*"), Duration.ofSeconds(20)));
        assertThat(text(result.output())).isEqualTo("a b|$HOME|'\"|*|");
        assertThat(result.succeeded()).isTrue();
    }

    @Test
    void the_environment_has_only_the_variables_of_every_child() {
        ChildResult result = runner.run(command(Path.of("/usr/bin/env"), List.of(), Duration.ofSeconds(20)));
        assertThat(text(result.output()).lines().map(line -> line.substring(0, line.indexOf('='))))
                .containsExactlyInAnyOrder("LANG", "PATH", "TMPDIR", "MALLOC_ARENA_MAX");
    }

    @Test
    void it_runs_in_its_own_folder_with_nothing_on_standard_input() {
        ChildResult result = sh("pwd; cat; echo end");
        assertThat(text(result.output()).lines())
                .containsExactly(Optional.of(folder).map(this::real).orElseThrow(), "end");
    }

    @Test
    void exit_codes_and_signals_are_reported() {
        assertThat(sh("exit 3").exitCode()).isEqualTo(3);
        assertThat(sh("kill -SEGV $$").exitCode()).isEqualTo(139);
    }

    @Test
    void output_is_kept_from_its_start_and_errors_from_their_end() {
        ChildResult result =
                sh("i=0; while [ $i -lt 3000 ]; do echo out$i; echo err$i >&2; i=$((i+1)); done; echo last >&2");
        assertThat(result.succeeded()).isTrue();
        assertThat(text(result.output())).hasSize(1000).startsWith("out0\nout1\n");
        assertThat(text(result.error())).hasSize(500).endsWith("err2999\nlast\n");
    }

    /** Killing what a finished child left behind must not close its output under the reader. */
    @Test
    void no_output_is_lost_when_many_children_end_at_once() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(12);
        try {
            List<Future<Integer>> sizes = IntStream.range(0, 60)
                    .mapToObj(number -> callers.submit(() -> runner.run(new ChildCommand(
                                    Path.of("/usr/bin/head"),
                                    List.of("-c", "60000", "/dev/zero"),
                                    folder,
                                    Duration.ofSeconds(60),
                                    1 << 20,
                                    500,
                                    0,
                                    0))
                            .output()
                            .length))
                    .toList();
            for (Future<Integer> size : sizes) {
                assertThat(size.get()).isEqualTo(60_000);
            }
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void a_child_that_ignores_signals_is_killed_with_its_children() throws IOException {
        Path pids = folder.resolve("pids");
        ChildResult result = sh(
                "trap '' TERM INT HUP; (trap '' TERM; echo $$ >> pids; while :; do sleep 1; done) & "
                        + "sleep 300 & echo $! >> pids; echo started; while :; do sleep 1; done",
                Duration.ofSeconds(1));
        assertThat(result.timedOut()).isTrue();
        assertThat(result.succeeded()).isFalse();
        assertThat(result.took()).isBetween(Duration.ofSeconds(1), Duration.ofMinutes(1));
        assertThat(text(result.output())).isEqualTo("started\n");
        assertAllDead(pids);
    }

    @Test
    void a_grandchild_that_holds_the_output_open_delays_nothing() throws IOException {
        ChildResult result = sh("sleep 300 & echo $! > pids; echo done", Duration.ofMinutes(4));
        assertThat(result.succeeded()).isTrue();
        assertThat(result.took()).isLessThan(Duration.ofMinutes(2));
        assertThat(text(result.output())).isEqualTo("done\n");
        assertAllDead(folder.resolve("pids"));
    }

    @Test
    void an_interrupt_kills_the_child_and_is_not_a_failure() throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                sh("echo $$ > pids; sleep 300", Duration.ofSeconds(60));
            } catch (RuntimeException e) {
                thrown.set(e);
            }
        });
        thread.start();
        await().until(() -> Files.exists(folder.resolve("pids")) && Files.size(folder.resolve("pids")) > 0);
        thread.interrupt();
        thread.join(60_000);
        assertThat(thrown.get()).isInstanceOf(InterruptedRunException.class);
        assertAllDead(folder.resolve("pids"));
    }

    @Test
    void a_missing_program_is_reported_at_once() {
        assertThatThrownBy(() -> runner.run(command(folder.resolve("nothing"), List.of(), Duration.ofSeconds(5))))
                .isInstanceOf(ChildNotStartedException.class);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_file_over_the_limit_is_not_written() throws IOException {
        org.junit.jupiter.api.Assumptions.assumeTrue(
                LaunchWrappers.find("prlimit").isPresent(), "prlimit of util-linux is not there");
        ChildResult result = runner.run(new ChildCommand(
                SHELL,
                List.of("-c", "head -c 1000000 /dev/zero > big"),
                folder,
                Duration.ofSeconds(20),
                1000,
                500,
                1L << 30,
                65536));
        assertThat(result.succeeded()).isFalse();
        assertThat(folder.resolve("big")).hasSize(65536);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void children_die_with_a_jvm_that_is_killed() throws Exception {
        org.junit.jupiter.api.Assumptions.assumeTrue(
                LaunchWrappers.find("setpriv").isPresent(), "setpriv of util-linux is not there");
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process jvm = new ProcessBuilder(
                        java.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SleepingParent.class.getName(),
                        folder.toString())
                .inheritIO()
                .start();
        Path pids = folder.resolve("pids");
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(pids) && Files.size(pids) > 0);
        assertThat(alive(Long.parseLong(Files.readString(pids).strip()))).isTrue();
        jvm.destroyForcibly().waitFor();
        assertAllDead(pids);
    }

    /** Starts a worker with a sleeping child; the requesting thread ends before the worker does. */
    static final class SleepingParent {
        public static void main(String[] args) throws Exception {
            Path folder = Path.of(args[0]);
            new ProcessChildRunner()
                    .run(new ChildCommand(
                            SHELL,
                            List.of("-c", "echo $$ > pids.part; mv pids.part pids; exec sleep 300"),
                            folder,
                            Duration.ofMinutes(5),
                            10,
                            10,
                            0,
                            0));
        }
    }

    private ChildResult sh(String script) {
        return sh(script, Duration.ofSeconds(60));
    }

    private ChildResult sh(String script, Duration limit) {
        return runner.run(command(SHELL, List.of("-c", script), limit));
    }

    private ChildCommand command(Path program, List<String> arguments, Duration limit) {
        return new ChildCommand(program, arguments, folder, limit, 1000, 500, 0, 0);
    }

    private String real(Path path) {
        try {
            return path.toRealPath().toString();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void assertAllDead(Path pids) throws IOException {
        List<Long> all = Files.readAllLines(pids).stream().map(Long::parseLong).toList();
        assertThat(all).isNotEmpty();
        await().atMost(Duration.ofMinutes(1)).until(() -> all.stream().noneMatch(ProcessChildRunnerIT::alive));
    }

    /** Returns whether a process is alive; an unreaped zombie is dead. */
    private static boolean alive(long pid) {
        Path status = Path.of("/proc/" + pid + "/stat");
        if (!Files.isDirectory(Path.of("/proc/self"))) {
            return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
        }
        try {
            String stat = Files.readString(status);
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return false;
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
