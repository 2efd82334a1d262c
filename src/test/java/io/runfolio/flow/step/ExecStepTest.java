package io.runfolio.flow.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.settings.SettingException;
import io.runfolio.workflow.step.StepAnswer;
import io.runfolio.workflow.step.StepFailedException;
import io.runfolio.workflow.step.StepRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Steps by programs. Hostile ones are in {@link StepEndpointsIT}. */
class ExecStepTest {
    @TempDir
    private Path root;

    private StepTestBench bench;

    @BeforeEach
    void bench() {
        bench = new StepTestBench(root);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private StepTestBench program(String... lines) throws Exception {
        return bench.start("tool", "exec:" + bench.script("program", lines));
    }

    @Test
    void a_program_gets_the_request_twice_and_answers_with_text() throws Exception {
        StepRequest request = program("cat > in.json", "cmp in.json request.json && echo 'Two words'")
                .request("tool", Duration.ofSeconds(60));

        assertThat(bench.execute(request).text()).isEqualTo("Two words");
        assertThat(request.folder().resolve("in.json"))
                .hasContent(request.document().toString());
        assertThat(bench.outcomes).containsExactly("tool completed");
    }

    @Test
    void its_answer_names_files_of_its_folder() throws Exception {
        program(
                "mkdir out; printf 1 > out/a.png; printf 2 > $PWD/b.mp4",
                "echo '{\"json\": [1], \"files\": [{\"path\": \"out/a.png\"}, {\"path\": \"'$PWD'/b.mp4\"}]}'");

        StepAnswer answer = bench.execute("tool");

        assertThat(answer.files()).extracting(file -> file.kind()).containsExactly("image", "video");
        assertThat(answer.files().get(1).path()).hasContent("2");
    }

    @Test
    void arguments_reach_the_program_as_they_are_and_no_shell_reads_them() throws Exception {
        Path program = bench.script("program", "printf '%s\\n' \"$#\" \"$@\"");
        bench.start("tool", "exec:" + program + "?args=--size 1024 \"two words\" $HOME;exit *");

        assertThat(bench.execute("tool").text()).isEqualTo("5\n--size\n1024\ntwo words\n$HOME;exit\n*");
    }

    @Test
    void its_environment_has_the_step_and_nothing_of_the_worker() throws Exception {
        program("env");

        assertThat(bench.execute("tool").text().lines())
                .anyMatch(line -> line.startsWith("RUNFOLIO_IDEMPOTENCY_KEY=run-0123456789abcdef:draw:1"))
                .anyMatch(line -> line.startsWith("RUNFOLIO_FOLDER=" + root))
                .noneMatch(line -> line.startsWith("HOME=") || line.startsWith("JAVA"));
    }

    @Test
    void a_missing_answer_is_empty_and_checks_and_costs_are_read() throws Exception {
        program(
                "if grep -q '\"number\":1}' request.json; then exit 0; fi",
                "echo '{\"checks\": [{\"name\": \"safe\", \"passed\": true}], \"costs\": [{\"actual\": 0.5}]}'");

        assertThat(bench.execute("tool").text()).isNull();
        StepAnswer second = bench.execute("tool");
        assertThat(second.checks().get(0).passed()).isTrue();
        assertThat(second.costs().get(0).actual()).isEqualByComparingTo("0.5");
    }

    @Test
    void exit_code_75_is_a_failure_that_may_pass() throws Exception {
        program("echo 'the model is loading' >&2; exit 75");

        StepFailedException failure = bench.failure("tool");

        assertThat(failure.isRetryable()).isTrue();
        assertThat(failure).hasMessageContaining("program failed for now (exit code 75): the model is loading");
        assertThat(bench.outcomes).containsExactly("tool failed");
    }

    @Test
    void another_exit_code_is_a_failure_with_the_last_lines_of_its_errors() throws Exception {
        StepRequest request = program(
                        "i=0; while [ $i -lt 30 ]; do echo \"line $i\" >&2; i=$((i+1)); done",
                        "echo 'Authorization: Bearer sk-abcdefghijklmnopqrstuvwx' >&2; echo no; exit 3")
                .request("tool", Duration.ofSeconds(60));

        StepFailedException failure = bench.failure(request);

        assertThat(failure.code()).isEqualTo("program_failed");
        assertThat(failure.isRetryable()).isFalse();
        assertThat(failure.getMessage()).contains("exit code 3", "line 29").doesNotContain("line 19", "abcdefghijklm");
        assertThat(request.folder().resolve("stderr.log"))
                .content()
                .contains("line 0")
                .doesNotContain("abcdefghijklm");
    }

    @Test
    void a_failed_program_can_name_its_error_itself() throws Exception {
        program("echo '{\"error\": {\"code\": \"no_credit\", \"message\": \"Add credit\"}}'; exit 75");

        StepFailedException failure = bench.failure("tool");

        assertThat(failure.code()).isEqualTo("no_credit");
        assertThat(failure.isRetryable()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "exec:/missing/program, is missing or not executable",
        "exec:no-such-program-on-the-path, is missing or not executable",
        "exec:/bin/sh?workingDir=/tmp, has the option workingDir",
        "exec:/bin/sh?outFile=x, has the option outFile",
        "exec:/bin/sh?binding=#own, must not have the option binding",
        "exec:/bin/sh?argz=1, cannot be used",
        "unheard:of, names the Camel component unheard",
        "timer:, must be the URI of a Camel endpoint",
        "seda:a?sise=1, cannot be used",
    })
    void what_cannot_work_fails_the_start_with_the_key(String uri, String reason) {
        assertThatThrownBy(() -> bench.start("image.text_to_image", uri))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("runfolio.workflow.kinds.image.text_to_image")
                .hasMessageContaining(reason);
    }

    @Test
    void a_program_that_is_gone_is_a_failure_with_its_path() throws Exception {
        program("echo a");
        Files.delete(root.resolve("program"));

        assertThat(bench.failure("tool")).hasMessageContaining("program: the file is missing or not executable");
    }

    @Test
    void each_kind_has_a_route_that_counts_its_calls() throws Exception {
        bench.start("tool.resize", "exec:/bin/true", "llm", "exec:/bin/true");

        assertThat(bench.context.getRoutes())
                .extracting(route -> route.getRouteId())
                .containsExactlyInAnyOrder("runfolio-step-tool-resize", "runfolio-step-llm");
        assertThat(bench.context.getRoute("runfolio-step-llm").getDescription()).contains("kind llm");
    }
}
