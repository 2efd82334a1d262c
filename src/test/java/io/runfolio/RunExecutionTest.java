package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.artifact.ArtifactFacts;
import io.runfolio.artifact.RunView;
import io.runfolio.artifact.RunViewReader;
import io.runfolio.intake.EventReader;
import io.runfolio.intake.SourceRoots;
import io.runfolio.json.RecordMapper;
import io.runfolio.run.AssetKind;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunExecution;
import io.runfolio.run.RunRequest;
import io.runfolio.run.extras.RunExtras;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Times, steps and cost of a run, from the event to the records. */
class RunExecutionTest {
    private static final RunExecution EXECUTION = new RunExecution(
            new RunExecution.Timing("2026-03-26T21:44:00Z", null, null, "2026-03-26T21:44:09Z", 1.5, 7.5, null),
            List.of(new RunExecution.Step("upscale", "failed", null, null, 4, "esrgan", "no memory")),
            new RunExecution.Cost(0.04, "USD", 25, "credits", Map.of("api_key", "sk-1234567890abcdef1234567890")));

    @TempDir
    Path folder;

    @Test
    void they_are_kept_per_run_and_are_facts_of_its_artifacts() {
        TestWorkspace workspace = new TestWorkspace(folder);
        workspace.writePicture("a.png", 20, 10, 1);
        try (Runfolio runfolio = Runfolio.open(workspace.settings())) {
            RunArtifact run = runfolio.createRunArtifact(RunRequest.builder("succeeded", "flux")
                    .output(AssetKind.IMAGE, "media/a.png")
                    .execution(EXECUTION)
                    .build());

            RunExecution kept = RunExtras.of(run).execution();
            assertThat(kept.timing().runSeconds().doubleValue()).isEqualTo(7.5);
            assertThat(kept.timing().createdAt()).isEqualTo("2026-03-26T21:44:00Z");
            assertThat(kept.steps()).isEqualTo(EXECUTION.steps());
            assertThat(kept.cost().summary()).isEqualTo("0.04 USD");
            assertThat(kept.cost().provider().toString()).doesNotContain("sk-1234567890abcdef");
            assertThat(run.sourceMetadata()).doesNotContainKey("unrecognised");
            RunView view = new RunViewReader(
                            Backends.outputs(workspace.settings().folders().outputs()))
                    .at(run.runDir())
                    .orElseThrow();
            Map<String, Object> facts = ArtifactFacts.of(run, view.artifacts().get(0));
            assertThat(facts.get("queueSeconds")).hasToString("1.5");
            assertThat(facts.get("runSeconds")).hasToString("7.5");
            assertThat(facts).containsEntry("cost", "0.04 USD");
        }
    }

    @Test
    void a_request_without_them_has_the_text_of_earlier_versions() {
        assertThat(RecordMapper.event(RunRequest.builder("succeeded", "m").build()))
                .doesNotContain("timing", "steps", "cost", "execution");
    }

    @Test
    void a_request_with_them_is_read_back_from_its_text() {
        String event = RecordMapper.event(
                RunRequest.builder("succeeded", "m").execution(EXECUTION).build());

        assertThat(read(event).execution()).hasToString(EXECUTION.toString());
    }

    @Test
    void values_of_another_form_are_kept_with_a_warning_and_never_refuse_the_event() {
        RunRequest request = read(
                """
                {"status": "succeeded", "model_key": "m",
                 "timing": {
                   "created_at": "yesterday", "run_seconds": -1, "completed_at": "2026-03-26T21:44:09Z", "tz": 1
                 },
                 "steps": [{"name": 5, "state": "done"}, 7],
                 "cost": "four cents"}
                """);

        assertThat(request.execution().timing().completedAt()).isEqualTo("2026-03-26T21:44:09Z");
        assertThat(request.execution().timing().createdAt()).isNull();
        assertThat(request.execution().steps())
                .extracting(RunExecution.Step::state)
                .containsExactly("done");
        assertThat(request.execution().cost()).isNull();
        assertThat(request.sourceMetadata().get("unrecognised"))
                .isEqualTo(Map.of(
                        "timing.created_at", "yesterday",
                        "timing.run_seconds", -1,
                        "timing.tz", 1,
                        "steps[0].name", 5,
                        "steps[1]", 7,
                        "cost", "four cents"));
        assertThat(request.warnings())
                .anyMatch(warning -> warning.startsWith("`timing.created_at` must be a time"))
                .anyMatch(warning -> warning.startsWith("`steps[1]` must be an object"))
                .anyMatch(warning -> warning.startsWith("`cost` must be an object"));
    }

    private RunRequest read(String event) {
        return new EventReader(RunfolioSettings.from(Map.of()).event(), new SourceRoots(List.of(folder)))
                .read(event.getBytes(StandardCharsets.UTF_8))
                .request();
    }
}
