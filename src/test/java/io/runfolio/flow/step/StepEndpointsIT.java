package io.runfolio.flow.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runfolio.files.InterruptedRunException;
import io.runfolio.workflow.step.StepFailedException;
import io.runfolio.workflow.step.StepRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs that answer with anything; an innocent one follows on the same worker. */
class StepEndpointsIT {
    private static final Duration TIME = Duration.ofSeconds(90);

    @TempDir
    private Path root;

    private StepTestBench bench;

    @BeforeEach
    void bench() throws IOException {
        bench = new StepTestBench(root);
        Files.writeString(root.resolve("secret"), "not for a bundle");
    }

    @AfterEach
    void an_innocent_step_follows() {
        assertThat(bench.execute("llm").text()).isEqualTo("innocent");
        bench.close();
    }

    private void start(String... lines) throws Exception {
        bench.start(
                "tool",
                "exec:" + bench.script("hostile", lines),
                "llm",
                "exec:" + bench.script("innocent", "echo innocent"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '`',
            value = {
                "head -c 300000000 /dev/zero | tr '\\0' x => answer_too_large",
                "echo '{'; head -c 300000000 /dev/zero => answer_too_large",
                "head -c 1000 /dev/urandom => answer_invalid",
                "printf '\\377\\376' => answer_invalid",
                "printf '{\"json\": %s' \"$(printf '%*s' 3000 '' | tr ' ' '[')\" => answer_invalid",
                "echo '{\"text\": \"a\"} {\"text\": \"b\"}' => answer_invalid",
                "echo '{\"files\": [{\"path\": \"../secret\"}]}' => answer_invalid",
                "echo '{\"files\": [{\"path\": \"/etc/passwd\"}]}' => answer_invalid",
                "ln -s ../secret a; echo '{\"files\": [{\"path\": \"a\"}]}' => answer_invalid",
                "ln -s .. a; echo '{\"files\": [{\"path\": \"a/secret\"}]}' => answer_invalid",
                "mkfifo a; echo '{\"files\": [{\"path\": \"a\"}]}' => answer_invalid",
                "mkdir a; echo '{\"files\": [{\"path\": \"a\"}]}' => answer_invalid",
                "kill -9 $$ => program_killed",
                "kill -SEGV $$ => program_failed",
                "exec /no/such/program => program_not_started",
                "rm -rf ../$(basename $PWD); exit 3 => program_failed",
                "head -c 100000000 /dev/zero >&2; exit 1 => program_failed",
                "ln -s ../secret stderr.log; echo x >&2; exit 1 => program_failed",
                "exit 75 => program_failed",
            })
    void a_hostile_answer_is_a_failure_of_the_step_alone(String line, String code) throws Exception {
        start(line.strip());

        assertThat(bench.failure(bench.request("tool", TIME)).code()).isEqualTo(code);

        assertThat(root.resolve("secret")).hasContent("not for a bundle");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "sleep 600",
                "trap '' TERM INT HUP; while true; do sleep 1; done",
                "sleep 600 & echo working >&2; wait",
                "setsid sleep 600 & sleep 600",
                "cat > /dev/null; exec sleep 600",
            })
    void a_program_that_hangs_is_ended_at_its_deadline_with_its_processes(String line) throws Exception {
        start("echo $$ > pid", line.strip());
        StepRequest request = bench.request("tool", Duration.ofSeconds(2));
        Instant began = Instant.now();

        StepFailedException failure = bench.failure(request);

        assertThat(failure.code()).isEqualTo("deadline_exceeded");
        assertThat(failure.isRetryable()).isTrue();
        assertThat(failure).hasMessageContaining("runfolio.workflow.timeout");
        assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofMinutes(2));
        assertEnded(request.folder());
    }

    @Test
    void an_interrupt_ends_the_program_and_its_processes() throws Exception {
        start("sleep 600 & echo $! > child; echo $$ > pid; wait");
        StepRequest request = bench.request("tool", TIME);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread step = new Thread(() -> {
            try {
                bench.execute(request);
            } catch (RuntimeException e) {
                thrown.set(e);
            }
        });
        step.start();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Files.exists(request.folder().resolve("pid")));

        step.interrupt();
        step.join(60_000);

        assertThat(thrown.get()).isInstanceOf(InterruptedRunException.class);
        assertEnded(request.folder());
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() ->
                        assertThat(process(request.folder().resolve("child"))).isEmpty());
    }

    @Test
    void a_program_that_does_not_read_its_input_can_answer() throws Exception {
        start("echo answered");
        StepRequest request = bench.request("tool", TIME);
        request.document().put("prompt", "x".repeat(1_000_000)); // more than a pipe takes

        assertThat(bench.execute(request).text()).isEqualTo("answered");
    }

    private static void assertEnded(Path folder) {
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(process(folder.resolve("pid"))).isEmpty());
    }

    private static Optional<ProcessHandle> process(Path pid) throws IOException {
        return ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).filter(ProcessHandle::isAlive);
    }
}
