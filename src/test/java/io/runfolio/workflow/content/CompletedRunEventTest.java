package io.runfolio.workflow.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.intake.EventReader;
import io.runfolio.intake.RunEvent;
import io.runfolio.intake.SourceRoots;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.workflow.run.RunState;
import io.runfolio.workflow.run.StepState;
import io.runfolio.workflow.step.StepAnswer;
import io.runfolio.workflow.step.StepFile;
import io.runfolio.workflow.template.Template;
import io.runfolio.workflow.template.WorkflowStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletedRunEventTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RUN = "run-0123456789abcdef";
    private static final Instant QUEUED = Instant.parse("2026-03-26T21:45:00Z");
    private static final String RESEARCH = "'artifactClass': 'research', 'artifactType': 'report', 'steps': [";
    private static final String VISUAL = "'artifactClass': 'visual', 'artifactType': 'art', 'steps': [";

    @TempDir
    Path folder;

    private static ObjectNode slot(StepAnswer answer) {
        return StepSlots.of(answer);
    }

    private static StepAnswer answer(JsonNode json, StepFile... files) {
        return StepAnswer.of(null, json, List.of(files), List.of(), List.of());
    }

    private StepFile file(String name, String kind, String role) throws IOException {
        Path work = Files.createDirectories(folder.resolve("work/s/1"));
        return new StepFile(Files.writeString(work.resolve(name), name), kind, null, role);
    }

    private static RunOutcome outcome(Template template, JsonNode intake, ObjectNode... slots) {
        List<RunOutcome.Step> steps = new ArrayList<>();
        for (WorkflowStep step : template.steps()) {
            ObjectNode slot = slots[steps.size()];
            String child = slot != null && slot.has("artifact") ? "run-00000000000000bb" : null;
            steps.add(new RunOutcome.Step(step, StepState.COMPLETED, QUEUED, QUEUED, null, slot, child, null));
        }
        return new RunOutcome(
                RUN,
                2,
                RunState.COMPLETED,
                template,
                intake,
                Map.of(),
                null,
                null,
                null,
                QUEUED,
                QUEUED,
                QUEUED.plusSeconds(5),
                steps,
                List.of(),
                Optional.empty());
    }

    private static JsonNode event(RunOutcome outcome) throws IOException {
        return JSON.readTree(CompletedRunEvent.build(outcome));
    }

    private RunEvent read(RunOutcome outcome) {
        return new EventReader(RunfolioSettings.from(Map.of()).event(), new SourceRoots(List.of(folder)))
                .read(CompletedRunEvent.build(outcome));
    }

    @Test
    void the_same_outcome_gives_the_same_bytes() {
        Template template = Templates.of(RESEARCH + "{'id': 's', 'kind': 'llm'}]");
        RunOutcome outcome =
                outcome(template, JSON.createObjectNode(), slot(answer(ReferencesTest.json("{'title': 'A'}"))));
        assertThat(CompletedRunEvent.build(outcome)).isEqualTo(CompletedRunEvent.build(outcome));
        assertThat(read(outcome).eventId()).isEqualTo(RUN + ":2");
        assertThat(read(outcome).request().modelKey()).isEqualTo("workflow");
        assertThat(read(outcome).request().warnings()).isEmpty();
    }

    @Test
    void a_large_report_keeps_title_summary_and_a_warning() {
        Template template = Templates.of(RESEARCH + "{'id': 's', 'kind': 'llm'}]");
        ObjectNode report = (ObjectNode) ReferencesTest.json("{'title': 'A', 'summary': 'B'}");
        report.putArray("sections").addObject().put("heading", "C").put("body", "x".repeat(1_500_000));
        RunEvent event = read(outcome(template, JSON.createObjectNode().put("topic", "bees"), slot(answer(report))));
        assertThat(event.request().artifact().content())
                .containsEntry("title", "A")
                .containsEntry("summary", "B")
                .doesNotContainKey("sections");
        assertThat(event.request().warnings())
                .containsExactly(
                        "The event of the run has no room for all content of the artifact: see logs/steps.jsonl.");
        assertThat(event.request().requestPayload().toString()).contains("bees");
    }

    @Test
    void a_deep_report_and_one_with_many_fields_are_accepted() {
        Template template = Templates.of(RESEARCH + "{'id': 's', 'kind': 'llm'}]");
        ObjectNode deep = (ObjectNode) ReferencesTest.json("{'title': 'A'}");
        ObjectNode at = deep;
        for (int i = 0; i < 61; i++) {
            at = at.putObject("deeper");
        }
        assertThat(read(outcome(template, JSON.createObjectNode(), slot(answer(deep))))
                        .request()
                        .artifact()
                        .content())
                .containsEntry("title", "A");
        ObjectNode wide = (ObjectNode) ReferencesTest.json("{'title': 'A'}");
        for (int i = 0; i < 30_000; i++) {
            wide.put("field" + i, i);
        }
        assertThat(read(outcome(template, JSON.createObjectNode(), slot(answer(wide))))
                        .request()
                        .artifact()
                        .content())
                .containsOnlyKeys("title");
        ObjectNode named = (ObjectNode) ReferencesTest.json("{'title': 'A'}");
        named.put("n".repeat(2_000), 1);
        assertThat(read(outcome(template, JSON.createObjectNode(), slot(answer(named))))
                        .request()
                        .artifact()
                        .content())
                .containsOnlyKeys("title");
    }

    @Test
    void a_large_intake_is_left_out_and_the_report_stays() {
        Template template = Templates.of(RESEARCH + "{'id': 's', 'kind': 'llm'}]");
        ObjectNode intake = JSON.createObjectNode().put("notes", "x".repeat(1_000_000));
        RunEvent event = read(outcome(template, intake, slot(answer(ReferencesTest.json("{'title': 'A'}")))));
        assertThat(event.request().artifact().content()).containsEntry("title", "A");
        assertThat(event.request().warnings()).hasSize(1);
    }

    @Test
    void raw_files_are_last_and_linked_to_their_processed_form() throws IOException {
        Template template = Templates.of(VISUAL + "{'id': 's', 'kind': 'image'}]");
        ObjectNode slot = slot(answer(
                null,
                file("raw-1.png", "image", "raw"),
                file("done-1.png", "image", "processed"),
                file("raw-2.png", "image", "raw"),
                file("done-2.png", "image", "processed")));
        ArrayNode outputs = (ArrayNode)
                event(outcome(template, JSON.createObjectNode(), slot)).path("outputs");
        assertThat(outputs.findValuesAsText("original_filename"))
                .containsExactly("done-1.png", "done-2.png", "raw-1.png", "raw-2.png");
        assertThat(outputs.at("/0/metadata/processed_from").asInt()).isEqualTo(3);
        assertThat(outputs.at("/1/metadata/processed_from").asInt()).isEqualTo(4);
    }

    @Test
    void the_last_emitting_step_makes_the_artifact_and_its_files_are_first() throws IOException {
        Template template = Templates.of(VISUAL + "{'id': 'a', 'kind': 'image', 'emitsArtifact': true},"
                + "{'id': 'b', 'kind': 'image', 'emitsArtifact': true}, {'id': 'c', 'kind': 'code'}]");
        RunOutcome outcome = outcome(
                template,
                JSON.createObjectNode(),
                slot(answer(null, file("a.png", "image", "output"))),
                slot(answer(null, file("b.png", "image", "output"))),
                slot(answer(null, file("c.txt", "text", "output"))));
        assertThat(CompletedRunEvent.problem(outcome)).isEmpty();
        assertThat(event(outcome).path("outputs").findValuesAsText("original_filename"))
                .containsExactly("b.png", "a.png");
    }

    @Test
    void a_picture_run_without_a_picture_has_a_problem() throws IOException {
        Template template = Templates.of(VISUAL + "{'id': 's', 'kind': 'image'}]");
        ObjectNode empty = slot(answer(JSON.createObjectNode(), file("log.txt", "text", "output")));
        assertThat(CompletedRunEvent.problem(outcome(template, JSON.createObjectNode(), empty)))
                .contains("step s makes an artifact of class visual and its answer has no file of kind image");
        assertThat(CompletedRunEvent.problem(outcome(template, JSON.createObjectNode(), (ObjectNode) null)))
                .contains("no step has made the artifact");
    }

    @Test
    void the_files_of_a_child_run_are_brought_into_the_work_folder() throws IOException {
        Template template = Templates.of(VISUAL + "{'id': 's', 'kind': 'subWorkflow',"
                + " 'subWorkflow': {'templateId': 'child', 'templateVersion': '1'}}]");
        Path original = Files.writeString(folder.resolve("output_01.png"), "picture");
        ObjectNode slot = JSON.createObjectNode();
        slot.putArray("files")
                .addObject()
                .put("path", original.toString())
                .put("kind", "image")
                .put("role", "output");
        slot.putObject("artifact").put("id", "artifact-00000000000000aa").put("artifactClass", "visual");
        RunOutcome outcome = outcome(template, JSON.createObjectNode(), slot);

        RunOutcome brought = EmittedFiles.bring(outcome, folder.resolve("work"));
        EmittedFiles.bring(outcome, folder.resolve("work"));
        JsonNode event = event(brought);
        String path = event.at("/outputs/0/source_path").asText();
        assertThat(Path.of(path)).hasContent("picture").startsWith(folder.resolve("work"));
        assertThat(event.at("/artifact/source_artifact_ids/0").asText()).isEqualTo("artifact-00000000000000aa");
        assertThat(event.at("/source_metadata/runfolio/workflow/child_run_ids/0")
                        .asText())
                .isEqualTo("run-00000000000000bb");
        assertThat(slot.at("/files/0/path").asText()).isEqualTo(original.toString());
    }

    @Test
    void a_report_with_pictures_alone_gets_a_file_of_its_text() throws IOException {
        Template template = Templates.of(RESEARCH + "{'id': 's', 'kind': 'llm'}]");
        ObjectNode slot = slot(answer(
                ReferencesTest.json("{'title': 'Bees', 'summary': 'They fly.'}"),
                file("chart.png", "image", "output")));
        RunOutcome brought =
                EmittedFiles.bring(outcome(template, JSON.createObjectNode(), slot), folder.resolve("work"));
        JsonNode outputs = event(brought).path("outputs");
        assertThat(outputs.findValuesAsText("kind")).containsExactly("text", "image");
        assertThat(Path.of(outputs.at("/0/source_path").asText())).hasContent("# Bees\n\nThey fly.");
    }
}
