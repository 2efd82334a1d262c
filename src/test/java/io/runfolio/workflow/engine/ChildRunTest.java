package io.runfolio.workflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.workflow.run.SuppliedArtifact;
import io.runfolio.workflow.run.WorkflowRunIds;
import io.runfolio.workflow.step.StepAnswer;
import io.runfolio.workflow.step.StepCost;
import io.runfolio.workflow.step.StepFailedException;
import io.runfolio.workflow.step.StepFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Generate or supply: a step that a child run executes, or that a supplied artifact replaces. */
class ChildRunTest {
    static final String INFOGRAPHIC = "{'id': 'infographic', 'name': 'I', 'artifactClass': 'visual',"
            + " 'artifactType': 'infographic', 'version': '1', 'intakeSchema': ["
            + "{'name': 'topic', 'type': 'string', 'required': true},"
            + "{'name': 'sourceReport', 'type': 'artifactReference', 'artifactClass': 'research',"
            + " 'artifactType': 'research-report'}],"
            + " 'steps': [{'id': 'step-1', 'name': 'Research', 'kind': 'subWorkflow',"
            + " 'satisfiedBy': 'inputs.sourceReport',"
            + " 'subWorkflow': {'templateId': 'report', 'intakeMapping': {'topic': 'about {intake.topic}'}}},"
            + " {'id': 'draw', 'name': 'Draw', 'kind': 'image',"
            + " 'promptTemplate': 'Draw {step-1.report.summary}', 'emitsArtifact': true}]}";

    @TempDir
    Path root;

    WorkflowBench bench;

    @BeforeEach
    void open() throws IOException {
        bench = new WorkflowBench(root);
        bench.template(WorkflowEngineTest.REPORT);
        bench.template(INFOGRAPHIC);
        bench.endpoints.put("tool", request -> paid("facts", "0.10"));
        bench.endpoints.put(
                "llm",
                request -> WorkflowEngineTest.text(
                        "{\"type\": \"research-report\", \"title\": \"T\", \"summary\": \"tea is a plant\"}"));
        bench.endpoints.put("image", request -> picture(request.folder()));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    static StepAnswer paid(String text, String amount) {
        return StepAnswer.of(
                text,
                NullNode.getInstance(),
                List.of(),
                List.of(),
                List.of(new StepCost(
                        "p", "search", "m", BigDecimal.ONE, "call", null, null, new BigDecimal(amount), null, null)));
    }

    static StepAnswer picture(Path folder) {
        try {
            Path file = Files.write(folder.resolve("picture.png"), new byte[] {1});
            return StepAnswer.of(
                    null,
                    NullNode.getInstance(),
                    List.of(new StepFile(file, "image", "image/png", "output")),
                    List.of(),
                    List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_sub_workflow_is_a_run_of_its_own_whose_artifact_later_steps_read() {
        String id = bench.start("infographic", "{'topic': 'tea'}");
        bench.work();
        JsonNode run = bench.run(id);
        assertThat(run.path("state").asText()).as("%s", run.toPrettyString()).isEqualTo("completed");
        String childId = WorkflowRunIds.ofChild(id, "step-1", 1);
        JsonNode child = bench.run(childId);
        assertThat(child.path("state").asText()).isEqualTo("completed");
        assertThat(child.path("parentRunId").asText()).isEqualTo(id);
        assertThat(child.path("parentStepId").asText()).isEqualTo("step-1");
        assertThat(child.at("/intake/topic").asText()).isEqualTo("about tea");
        assertThat(run.at("/childRunIds/0").asText()).isEqualTo(childId);
        assertThat(run.at("/steps/0/childRunId").asText()).isEqualTo(childId);
        assertThat(run.at("/steps/0/artifactId").asText())
                .isEqualTo(MemoryBundles.artifactId(childId))
                .isEqualTo(run.at("/sourceArtifactIds/0").asText())
                .isEqualTo(run.path("sourceReportArtifactId").asText());
        assertThat(run.at("/costs/actual").asText())
                .as("the child's cost rolls up")
                .isEqualTo("0.1");
        assertThat(lastPrompt()).isEqualTo("Draw tea is a plant");
        assertThat(bench.bundles.eventIds()).containsExactlyInAnyOrder(id, childId);
    }

    @Test
    void without_a_mapping_the_child_gets_the_fields_of_the_same_names() throws IOException {
        bench.template(INFOGRAPHIC
                .replace("'id': 'infographic'", "'id': 'same-names'")
                .replace(", 'intakeMapping': {'topic': 'about {intake.topic}'}", ""));
        String id = bench.start("same-names", "{'topic': 'tea'}");
        bench.work();
        assertThat(bench.run(id).path("state").asText()).isEqualTo("completed");
        assertThat(bench.run(WorkflowRunIds.ofChild(id, "step-1", 1))
                        .at("/intake/topic")
                        .asText())
                .isEqualTo("tea");
    }

    private String lastPrompt() {
        return bench.calls.get(bench.calls.size() - 1).document().path("prompt").asText();
    }

    @Test
    void a_supplied_artifact_replaces_the_step_without_child_run_and_cost() {
        bench.bundles.add(report("artifact-00000000000000aa", "approved"));
        String id = bench.start("infographic", "{'topic': 'tea', 'sourceReport': 'artifact-00000000000000aa'}");
        bench.work();
        JsonNode run = bench.run(id);
        assertThat(run.path("state").asText()).as("%s", run.toPrettyString()).isEqualTo("completed");
        assertThat(run.at("/steps/0/state").asText()).isEqualTo("skipped");
        assertThat(run.at("/steps/0/artifactId").asText()).isEqualTo("artifact-00000000000000aa");
        assertThat(run.at("/inputs/sourceReport").asText()).isEqualTo("artifact-00000000000000aa");
        assertThat(run.at("/sourceArtifactIds/0").asText()).isEqualTo("artifact-00000000000000aa");
        assertThat(run.path("childRunIds")).isEmpty();
        assertThat(run.at("/costs/actual").isNull()).isTrue();
        assertThat(lastPrompt()).isEqualTo("Draw supplied summary");
        assertThat(bench.runs.list(Optional.empty(), 10)).hasSize(1);
    }

    static SuppliedArtifact report(String id, String status) {
        return new SuppliedArtifact(
                id,
                "research",
                "research-report",
                status,
                "run-x",
                WorkflowBench.json("{'type': 'research-report', 'title': 'S', 'summary': 'supplied summary'}"),
                List.of());
    }

    @Test
    void an_unfit_artifact_is_refused_before_anything_is_written() {
        bench.bundles.add(report("artifact-00000000000000aa", "rejected"));
        WorkflowEngineTest.assertRefused(
                422,
                "intake_invalid",
                () -> bench.start("infographic", "{'topic': 'tea', 'sourceReport': 'artifact-00000000000000aa'}"));
        WorkflowEngineTest.assertRefused(
                422,
                "intake_invalid",
                () -> bench.start("infographic", "{'topic': 'tea', 'sourceReport': 'artifact-00000000000000bb'}"));
        assertThat(bench.runs.list(Optional.empty(), 10)).isEmpty();
    }

    @Test
    void a_failed_child_fails_the_step_and_a_retry_makes_a_new_child() {
        bench.endpoints.put("llm", request -> {
            throw new StepFailedException("refused", "no report", false);
        });
        String id = bench.start("infographic", "{'topic': 'tea'}");
        bench.work();
        JsonNode run = bench.run(id);
        assertThat(run.path("state").asText()).isEqualTo("failed");
        assertThat(run.at("/error/code").asText()).isEqualTo("child_failed");
        assertThat(run.at("/error/message").asText()).contains("no report");
        assertThat(run.at("/costs/actual").asText())
                .as("a failed child costs too")
                .isEqualTo("0.1");
        bench.endpoints.put(
                "llm",
                request -> WorkflowEngineTest.text(
                        "{\"type\": \"research-report\", \"title\": \"T\", \"summary\": \"now\"}"));
        bench.runs.retry(id, Optional.empty(), "ada");
        bench.work();
        run = bench.run(id);
        assertThat(run.path("state").asText()).as("%s", run.toPrettyString()).isEqualTo("completed");
        assertThat(run.path("childRunIds"))
                .extracting(JsonNode::asText)
                .containsExactly(WorkflowRunIds.ofChild(id, "step-1", 1), WorkflowRunIds.ofChild(id, "step-1", 2));
    }

    @Test
    void a_cancelled_run_cancels_its_child_and_the_childs_running_step() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        bench.endpoints.put("tool", request -> {
            running.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new InterruptedRunException("stopped", e);
            }
            return WorkflowEngineTest.text("never");
        });
        String id = bench.start("infographic", "{'topic': 'tea'}");
        Thread worker = new Thread(() -> bench.workFor(Duration.ofSeconds(3)));
        worker.start();
        running.await();
        assertThat(bench.runs.cancel(id, "ada").path("state").asText())
                .as("the parent waits, so nobody else changes it")
                .isEqualTo("cancelled");
        worker.join();
        assertThat(bench.run(WorkflowRunIds.ofChild(id, "step-1", 1))
                        .path("state")
                        .asText())
                .isEqualTo("cancelled");
        bench.workFor(Duration.ofSeconds(1));
        assertThat(bench.bundles.eventIds()).hasSize(2);
        assertThat(bench.parts.inbox().names()).isEmpty();
    }

    @Test
    void more_levels_than_allowed_fail_the_step() throws IOException {
        bench.close();
        bench = new WorkflowBench(root, "runfolio.workflow.max-depth", "1");
        bench.endpoints.put("image", request -> picture(request.folder()));
        bench.endpoints.put("tool", request -> paid("facts", "0.10"));
        bench.endpoints.put("llm", request -> WorkflowEngineTest.text("{}"));
        String id = bench.start("infographic", "{'topic': 'tea'}");
        bench.work();
        assertThat(bench.run(id).at("/error/code").asText()).isEqualTo("depth_exceeded");
    }
}
