package io.runfolio.workflow.engine;

import static io.runfolio.workflow.engine.WorkflowEngineTest.REPORT;
import static io.runfolio.workflow.engine.WorkflowEngineTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.files.DurableFiles;
import io.runfolio.workflow.run.RunState;
import io.runfolio.workflow.run.StartRefusedException;
import io.runfolio.workflow.step.StepAnswer;
import io.runfolio.workflow.step.StepEndpoint;
import io.runfolio.workflow.step.StepRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunStartTest {
    @TempDir
    Path root;

    WorkflowBench bench;

    @BeforeEach
    void open() throws IOException {
        bench = new WorkflowBench(root);
        bench.template(REPORT);
        bench.endpoints.put("tool", request -> WorkflowEngineTest.text("facts"));
        bench.endpoints.put(
                "llm",
                request -> WorkflowEngineTest.text(
                        "{\"type\": \"research-report\", \"title\": \"T\", \"summary\": \"s\"}"));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void every_invalid_field_is_named_and_nothing_is_written() {
        assertThatThrownBy(() -> bench.start("report", "{'colour': 1}"))
                .isInstanceOfSatisfying(StartRefusedException.class, refused -> assertThat(refused.problems())
                        .containsExactly("intake.topic is required", "intake.colour is not known"));
        assertRefused(404, "template_not_found", () -> bench.start("nothing", "{}"));
        assertThat(bench.parts.store().all()).isEmpty();
    }

    @Test
    void a_step_whose_kind_nobody_serves_is_named_with_the_key_to_set() {
        bench.endpoints.remove("llm");
        assertThatThrownBy(() -> bench.start("report", "{'topic': 'tea'}"))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("write")
                .hasMessageContaining("runfolio.workflow.kinds.llm");
    }

    @Test
    void a_repeated_key_returns_the_same_run_and_another_body_is_refused() {
        JsonNode first = bench.start("report", "{'topic': 'tea'}", "key-1");
        assertThat(bench.start("report", "{'topic': 'tea'}", "key-1").path("id"))
                .isEqualTo(first.path("id"));
        assertRefused(409, "idempotency_key_used", () -> bench.start("report", "{'topic': 'coffee'}", "key-1"));
        bench.work();
        assertThat(bench.start("report", "{'topic': 'tea'}", "key-1")
                        .path("state")
                        .asText())
                .isEqualTo("completed");
        bench.work();
        assertThat(bench.calls).hasSize(2);
        assertThat(bench.parts.store().all()).hasSize(1);
    }

    @Test
    void an_estimate_above_the_budget_is_refused_with_the_reason() throws IOException {
        bench.template(
                REPORT.replace("'steps':", "'budgetPolicy': {'maxCostUsd': 0.5, 'onUnknownRate': 'refuse'}, 'steps':"));
        assertRefused(402, "over_budget", () -> bench.start("report", "{'topic': 'tea'}"));
        assertThat(bench.parts.store().all()).isEmpty();
    }

    @Test
    void a_run_keeps_its_template_when_the_file_changes_or_goes() throws IOException {
        String id = bench.start("report", "{'topic': 'tea'}");
        Files.delete(root.resolve("templates/report-1.json"));
        bench.restart();
        bench.work();
        assertThat(bench.run(id).path("state").asText()).isEqualTo("completed");
    }

    @Test
    void a_version_that_was_used_must_not_change() throws IOException {
        bench.start("report", "{'topic': 'tea'}");
        bench.template(REPORT.replace("'Facts'", "'Other facts'"));
        assertThatThrownBy(() -> bench.start("report", "{'topic': 'tea'}"))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("give it a new version");
    }

    @Test
    void a_run_whose_process_ended_before_it_was_queued_is_queued_at_the_next_start() throws IOException {
        String id = bench.start("report", "{'topic': 'tea'}");
        DurableFiles.deleteTree(root.resolve("runs/queue"));
        Files.delete(root.resolve("runs/runs.jsonl"));
        bench.restart();
        assertThat(bench.runs.list(Optional.empty(), 10)).hasSize(1);
        bench.work();
        assertThat(bench.run(id).path("state").asText()).isEqualTo("completed");
        bench.restart();
        bench.work();
        assertThat(bench.bundles.eventIds()).containsExactly(id);
    }

    @Test
    void runs_are_listed_newest_first_and_by_state() {
        List<String> ids = IntStream.range(0, 30)
                .mapToObj(i -> {
                    bench.clock.move(Duration.ofSeconds(1));
                    return bench.start("report", "{'topic': 'tea " + i + "'}");
                })
                .toList();
        bench.runs.cancel(ids.get(3), "ada");
        bench.runs.cancel(ids.get(20), "ada");
        assertThat(ids(bench.runs.list(Optional.empty(), 5)))
                .containsExactly(ids.get(29), ids.get(28), ids.get(27), ids.get(26), ids.get(25));
        assertThat(ids(bench.runs.list(Optional.of(RunState.CANCELLED), 5))).containsExactly(ids.get(20), ids.get(3));
        assertThat(ids(bench.runs.list(Optional.of(RunState.QUEUED), 100)))
                .hasSize(28)
                .doesNotContain(ids.get(3), ids.get(20));
    }

    private static List<String> ids(List<? extends JsonNode> runs) {
        return runs.stream().map(run -> run.path("id").asText()).toList();
    }

    @Test
    void a_result_that_arrives_later_completes_its_step() {
        List<String> cancelled = new CopyOnWriteArrayList<>();
        bench.endpoints.put("tool", later(cancelled));
        String id = bench.start("report", "{'topic': 'tea'}");
        bench.work();
        assertThat(bench.run(id).at("/steps/0/ticket").asText()).isEqualTo("t-1");
        assertRefused(404, "step_not_found", () -> answer(id, "nothing", "t-1", "{'text': 'x'}"));
        assertRefused(409, "step_not_waiting", () -> answer(id, "facts", "t-2", "{'text': 'x'}"));
        assertRefused(409, "step_not_waiting", () -> answer(id, "write", "t-1", "{'text': 'x'}"));
        assertRefused(422, "answer_invalid", () -> answer(id, "facts", "t-1", "{'txt': 'x'}"));
        assertRefused(422, "answer_invalid", () -> answer(id, "facts", "t-1", "{'files': [{'path': '../../x'}]}"));
        answer(id, "facts", "t-1", "{'text': 'late facts'}");
        answer(id, "facts", "t-1", "{'text': 'late facts'}");
        assertRefused(409, "answer_given", () -> answer(id, "facts", "t-1", "{'text': 'other'}"));
        bench.work();
        assertThat(bench.run(id).path("state").asText()).isEqualTo("completed");
        assertThat(bench.run(id).at("/steps/0/output/text").asText()).isEqualTo("late facts");
        assertThat(bench.calls).hasSize(2);
        assertThat(cancelled).isEmpty();
    }

    @Test
    void a_result_that_does_not_arrive_in_time_fails_the_attempt_and_the_endpoint_is_told() {
        List<String> cancelled = new CopyOnWriteArrayList<>();
        bench.endpoints.put("tool", later(cancelled));
        String id = bench.start("report", "{'topic': 'tea'}");
        bench.work();
        bench.clock.move(Duration.ofDays(6));
        bench.work();
        assertThat(cancelled).as("a person may need days").isEmpty();
        bench.clock.move(Duration.ofDays(2));
        bench.work();
        assertThat(cancelled).containsExactly("t-1");
        assertThat(bench.run(id).at("/steps/0/error/code").asText()).isEqualTo("step_timeout");
        bench.runs.cancel(id, "ada");
        bench.workFor(Duration.ofSeconds(4));
        assertThat(bench.run(id).path("state").asText()).isEqualTo("cancelled");
    }

    @Test
    void a_cancelled_run_tells_the_endpoint_of_a_later_result() {
        List<String> cancelled = new CopyOnWriteArrayList<>();
        bench.endpoints.put("tool", later(cancelled));
        String id = bench.start("report", "{'topic': 'tea'}");
        bench.work();
        JsonNode run = bench.runs.cancel(id, "ada");
        assertThat(run.path("state").asText()).isEqualTo("cancelled");
        assertThat(run.at("/steps/0/state").asText()).isEqualTo("skipped");
        bench.work();
        assertThat(cancelled).containsExactly("t-1");
        assertRefused(409, "step_not_waiting", () -> answer(id, "facts", "t-1", "{'text': 'x'}"));
    }

    private void answer(String id, String step, String ticket, String json) {
        bench.runs.answer(id, step, Optional.of(ticket), WorkflowBench.json(json), "ada");
    }

    private static StepEndpoint later(List<String> cancelled) {
        return new StepEndpoint() {
            @Override
            public StepAnswer execute(StepRequest request) {
                return StepAnswer.later("t-1");
            }

            @Override
            public void cancel(StepRequest request, String ticket) {
                cancelled.add(ticket);
            }
        };
    }
}
