package io.runfolio.workflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.runfolio.workflow.run.ArtifactSource.Decision;
import io.runfolio.workflow.step.StepAnswer;
import io.runfolio.workflow.step.StepCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunGatesTest {
    private static final String APPROVED = WorkflowEngineTest.REPORT.replace(
            "'steps':", "'gates': [{'id': 'ok', 'name': 'Approval', 'type': 'approval'}], 'steps':");
    private static final String CHECKED = WorkflowEngineTest.REPORT.replace(
            "'steps': [",
            "'gates': [{'id': 'safe', 'name': 'Safe', 'type': 'safety', 'step': 'check'}], 'steps': ["
                    + "{'id': 'check', 'name': 'C', 'kind': 'qa', 'promptTemplate': '{intake.topic}'},");

    @TempDir
    Path root;

    WorkflowBench bench;

    @BeforeEach
    void open() throws IOException {
        bench = new WorkflowBench(root);
        bench.endpoints.put(
                "tool", request -> WorkflowEngineTest.text("F(" + WorkflowEngineTest.prompt(request.document()) + ")"));
        bench.endpoints.put(
                "llm",
                request -> WorkflowEngineTest.text(
                        "{\"type\": \"research-report\", \"title\": \"T\", \"summary\": \"s\"}"));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private String inReview() throws IOException {
        bench.template(APPROVED);
        String id = bench.start("report", "{'topic': 'tea'}");
        bench.work();
        JsonNode run = bench.run(id);
        assertThat(run.path("state").asText()).isEqualTo("review");
        assertThat(run.at("/gate/id").asText()).isEqualTo("ok");
        assertThat(run.at("/gate/artifactId").asText()).isEqualTo(MemoryBundles.artifactId(id));
        return id;
    }

    private void decide(String id, String status, String note, JsonNode intake) {
        bench.bundles.decide(MemoryBundles.artifactId(id), new Decision(status, "bob", note, intake));
        bench.runs.wakeForDecision(MemoryBundles.artifactId(id));
        bench.work();
    }

    @Test
    void an_approved_artifact_completes_the_run() throws IOException {
        String id = inReview();
        decide(id, "approved", null, NullNode.getInstance());
        assertThat(bench.run(id).path("state").asText()).isEqualTo("completed");
        assertThat(bench.run(id).path("gate").isNull()).isTrue();
        assertThat(bench.types(id)).endsWith("run.review", "gate.passed", "run.completed");
        assertThat(root.resolve("runs/reviews")).isEmptyDirectory();
        assertThat(bench.bundles.eventIds()).containsExactly(id);
    }

    @Test
    void a_decision_whose_call_was_lost_is_found_later() throws IOException {
        String id = inReview();
        bench.bundles.decide(
                MemoryBundles.artifactId(id), new Decision("approved", "bob", null, NullNode.getInstance()));
        bench.work();
        assertThat(bench.run(id).path("state").asText()).isEqualTo("review");
        bench.clock.move(Duration.ofMinutes(6));
        bench.work();
        assertThat(bench.run(id).path("state").asText()).isEqualTo("completed");
    }

    @Test
    void a_rejected_artifact_fails_the_run_without_a_second_event() throws IOException {
        String id = inReview();
        decide(id, "rejected", "ugly", NullNode.getInstance());
        JsonNode run = bench.run(id);
        assertThat(run.path("state").asText()).isEqualTo("failed");
        assertThat(run.at("/error/code").asText()).isEqualTo("gate_rejected");
        assertThat(run.at("/error/message").asText()).contains("ugly");
        assertThat(bench.bundles.eventIds()).containsExactly(id);
        bench.runs.retry(id, Optional.of("write"), "ada");
        bench.work();
        assertThat(bench.run(id).path("state").asText()).isEqualTo("review");
        assertThat(bench.bundles.eventIds()).containsExactly(id, id + ":2");
    }

    @Test
    void requested_changes_start_the_next_attempt_with_the_patched_intake() throws IOException {
        String id = inReview();
        decide(id, "draft", "greener", WorkflowBench.json("{'topic': 'green tea'}"));
        JsonNode run = bench.run(id);
        assertThat(run.path("state").asText()).isEqualTo("review");
        assertThat(run.path("attempt").asInt()).isEqualTo(2);
        assertThat(run.at("/intake/topic").asText()).isEqualTo("green tea");
        assertThat(run.path("artifactIds")).hasSize(2);
        assertThat(bench.calls.get(2).document().path("prompt").asText()).isEqualTo("facts of green tea");
        assertThat(bench.calls.get(2).idempotencyKey()).isEqualTo(id + ":facts:2");
        assertThat(bench.bundles.eventIds()).containsExactly(id, id + ":2");
        decide(id + ":2", "approved", null, NullNode.getInstance());
        assertThat(bench.run(id).path("state").asText()).isEqualTo("completed");
    }

    @Test
    void requested_changes_that_do_not_fit_or_have_no_patch_leave_the_run_in_review() throws IOException {
        String id = inReview();
        decide(id, "draft", "hm", NullNode.getInstance());
        assertThat(bench.run(id).path("attempt").asInt()).isEqualTo(1);
        decide(id, "draft", "hm", WorkflowBench.json("{'topic': 7, 'colour': 'red'}"));
        bench.runs.wakeForDecision(MemoryBundles.artifactId(id));
        bench.work();
        assertThat(bench.run(id).path("state").asText()).isEqualTo("review");
        assertThat(bench.types(id)).filteredOn("gate.ignored"::equals).hasSize(1);
        assertThat(bench.runs.entries(id, 0)).last().satisfies(entry -> assertThat(
                        entry.data().path("problems").toString())
                .contains("intake.topic", "intake.colour"));
        decide(id, "approved", null, NullNode.getInstance());
        assertThat(bench.run(id).path("state").asText()).isEqualTo("completed");
    }

    @Test
    void a_run_in_review_can_be_cancelled() throws IOException {
        String id = inReview();
        assertThat(bench.runs.cancel(id, "ada").path("state").asText()).isEqualTo("cancelled");
        bench.work();
        assertThat(bench.bundles.eventIds()).containsExactly(id);
        assertThat(bench.parts.inbox().names()).isEmpty();
    }

    @Test
    void a_failed_check_fails_the_gate_and_a_passed_one_lets_the_run_go_on() throws IOException {
        bench.template(CHECKED);
        bench.endpoints.put(
                "qa",
                request -> StepAnswer.of(
                        null,
                        null,
                        List.of(),
                        List.of(new StepCheck(
                                "no-violence",
                                !WorkflowEngineTest.prompt(request.document()).contains("war"),
                                0.5,
                                "looked at it")),
                        List.of()));
        String bad = bench.start("report", "{'topic': 'war'}");
        String good = bench.start("report", "{'topic': 'tea'}");
        bench.work();
        assertThat(bench.run(bad).at("/error/code").asText()).isEqualTo("gate_failed");
        assertThat(bench.run(bad).at("/error/message").asText()).contains("no-violence", "looked at it");
        assertThat(bench.types(bad)).contains("gate.failed");
        assertThat(bench.run(good).path("state").asText()).isEqualTo("completed");
        assertThat(bench.types(good)).contains("gate.passed");
    }

    @Test
    void an_output_in_the_middle_becomes_an_artifact_that_a_person_decides_on() throws IOException {
        bench.template(WorkflowEngineTest.REPORT.replace(
                "'steps':", "'gates': [{'id': 'facts-ok', 'type': 'approval', 'step': 'facts'}], 'steps':"));
        String id = bench.start("report", "{'topic': 'tea'}");
        bench.work();
        String event = id + ":1:facts";
        JsonNode run = bench.run(id);
        assertThat(run.path("state").asText()).as("%s", run.toPrettyString()).isEqualTo("review");
        assertThat(run.at("/gate/artifactId").asText()).isEqualTo(MemoryBundles.artifactId(event));
        assertThat(run.at("/steps/0/artifactId").asText()).isEqualTo(MemoryBundles.artifactId(event));
        assertThat(bench.calls).as("the next step waits for the decision").hasSize(1);
        assertThat(bench.bundles.event(event).at("/artifact/artifact_class").asText())
                .isEqualTo("knowledge");
        assertThat(bench.bundles.event(event).path("steps")).hasSize(1);
        decide(event, "approved", null, NullNode.getInstance());
        assertThat(bench.run(id).path("state").asText()).isEqualTo("completed");
        assertThat(bench.run(id).path("artifactId").asText()).isEqualTo(MemoryBundles.artifactId(id));
        assertThat(bench.bundles.eventIds()).containsExactly(event, id);
    }

    @Test
    void a_rejected_output_in_the_middle_ends_the_run_with_its_own_event() throws IOException {
        bench.template(WorkflowEngineTest.REPORT.replace(
                "'steps':", "'gates': [{'id': 'facts-ok', 'type': 'approval', 'step': 'facts'}], 'steps':"));
        String id = bench.start("report", "{'topic': 'tea'}");
        bench.work();
        decide(id + ":1:facts", "rejected", "wrong", NullNode.getInstance());
        assertThat(bench.run(id).at("/error/code").asText()).isEqualTo("gate_rejected");
        assertThat(bench.bundles.event(id).path("status").asText()).isEqualTo("failed");
        assertThat(bench.bundles.eventIds()).containsExactly(id + ":1:facts", id);
        assertThat(bench.calls).hasSize(1);
    }
}
