package io.runfolio.work.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import io.runfolio.TestWorkspace;
import io.runfolio.WorkspaceTestBase;
import io.runfolio.artifact.ReviewAction;
import io.runfolio.artifact.ReviewRequest;
import io.runfolio.artifact.ReviewService;
import io.runfolio.artifact.VariantGroupResolver;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.coordination.EventLookup;
import io.runfolio.index.ProcessedEvents;
import io.runfolio.intake.EventReader;
import io.runfolio.intake.RefusedEventException;
import io.runfolio.intake.SourceRoots;
import io.runfolio.intake.WorkFolderSources;
import io.runfolio.run.EventOrigin;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import io.runfolio.wiring.Components;
import io.runfolio.workflow.content.CompletedRunEvent;
import io.runfolio.workflow.content.RunOutcome;
import io.runfolio.workflow.content.StepSlots;
import io.runfolio.workflow.run.ArtifactSource;
import io.runfolio.workflow.run.RunState;
import io.runfolio.workflow.run.StepState;
import io.runfolio.workflow.run.SuppliedArtifact;
import io.runfolio.workflow.step.StepAnswer;
import io.runfolio.workflow.step.StepCost;
import io.runfolio.workflow.step.StepFile;
import io.runfolio.workflow.template.Template;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A workflow run becomes a bundle by its event, like every run. */
class RunBundleTest extends WorkspaceTestBase {
    private static final String RUN = "run-0123456789abcdef";
    private static final String SECRET = "sk-1234567890abcdef1234567890";
    private static final Instant QUEUED = Instant.parse("2026-03-26T21:45:00Z");
    private static final Template PICTURE =
            template("{'id': 'clip-art', 'name': 'Clip art', 'version': '2026.05.16', 'artifactClass': 'visual',"
                    + " 'artifactType': 'clip-art', 'intakeSchema': [{'name': 'prompt', 'type': 'string'}],"
                    + " 'steps': [{'id': 'image.generate', 'kind': 'image', 'capability': 'text_to_image'}]}");
    private static final Template REPORT =
            template("{'id': 'report', 'name': 'Research report', 'version': '1', 'artifactClass': 'research',"
                    + " 'artifactType': 'research-report', 'intakeSchema': [],"
                    + " 'steps': [{'id': 'write', 'kind': 'llm'}]}");

    private static Template template(String json) {
        return Template.parse(json.replace('\'', '"'));
    }

    private static ObjectNode json(String text) {
        try {
            return (ObjectNode) new com.fasterxml.jackson.databind.ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Path runs() {
        return folder.resolve("runs");
    }

    private Path work(String name) {
        return runs().resolve(RUN).resolve("work").resolve("1").resolve(name);
    }

    private void writeLedger() throws IOException {
        Files.createDirectories(work("x").getParent());
        Files.writeString(
                runs().resolve(RUN).resolve("ledger.jsonl"),
                "{\"seq\":1,\"type\":\"run.queued\",\"data\":{}}\n{\"seq\":2,\"type\":\"step.started\",\"data\":"
                        + "{\"headers\":{\"Authorization\":\"Bearer " + SECRET + "\"}}}\n{\"torn");
    }

    private StepFile picture(String name, int side, String role) throws IOException {
        Path made = testWorkspace.writePicture(name, side, side, 1);
        Files.createDirectories(work("x").getParent());
        return new StepFile(Files.move(made, work(name)), "image", "image/png", role);
    }

    private static RunOutcome outcome(
            Template template, RunState state, StepAnswer answer, SuppliedArtifact... inputs) {
        ObjectNode request =
                json("{'prompt': 'A fox, flat', 'model': 'openai/gpt-image-2', 'parameters': {'seed': 7}}");
        boolean isCompleted = state == RunState.COMPLETED;
        return new RunOutcome(
                RUN,
                1,
                state,
                template,
                json("{'prompt': 'A fox'}"),
                inputs.length == 0 ? Map.of() : Map.of("source", inputs[0]),
                "editor",
                "run-00000000000000aa",
                "step-1",
                QUEUED,
                QUEUED.plusSeconds(2),
                QUEUED.plusSeconds(9),
                List.of(new RunOutcome.Step(
                        template.steps().get(0),
                        isCompleted ? StepState.COMPLETED : StepState.FAILED,
                        QUEUED.plusSeconds(2),
                        QUEUED.plusSeconds(8),
                        request,
                        isCompleted ? StepSlots.of(answer) : null,
                        null,
                        isCompleted ? null : "no answer")),
                List.of(new StepCost(
                        "openai",
                        "image",
                        "openai/gpt-image-2",
                        BigDecimal.ONE,
                        "image",
                        new BigDecimal("0.04"),
                        new BigDecimal("0.04"),
                        new BigDecimal("0.05"),
                        "reported",
                        "endpoint")),
                isCompleted
                        ? Optional.empty()
                        : Optional.of(new RunOutcome.Failure("endpoint_failed", "no answer", "image.generate")));
    }

    private Path bundle(RunOutcome outcome) throws IOException {
        Path event = testWorkspace.inbox.resolve("run.json");
        Files.write(event, CompletedRunEvent.build(outcome));
        assertThat(problems("event", TestWorkspace.json(event))).isEmpty();
        int code = testWorkspace.drain(
                "--set", "runfolio.source-roots=" + testWorkspace.media,
                "--set", "runfolio.workflow.runs=" + runs(),
                "--set", "runfolio.workflow.kinds.image=orders");
        assertThat(code).isZero();
        assertThat(testWorkspace.verify().findings()).isEmpty();
        Path bundle = testWorkspace.bundleOf(outcome.eventId());
        for (String record : List.of("run", "manifest", "artifacts")) {
            assertThat(problems(record, TestWorkspace.json(bundle.resolve(record + ".json"))))
                    .isEmpty();
        }
        return bundle;
    }

    private static Set<ValidationMessage> problems(String schema, JsonNode document) {
        JsonNode read = TestWorkspace.json(Path.of("docs", "schema", schema + ".schema.json"));
        return JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(read)
                .validate(document);
    }

    private ArtifactSource source() {
        BundleLayout layout = Backends.outputs(testWorkspace.outputs);
        RunfolioSettings settings = testWorkspace.settings();
        EventLookup queue = Backends.events(settings, new EventReader(settings.event(), Components.sources(settings)));
        return new BundledArtifacts(
                layout, new ProcessedEvents(layout), queue, id -> Optional.empty(), id -> Optional.empty());
    }

    @Test
    void a_picture_run_has_one_artifact_with_its_raw_and_processed_form() throws IOException {
        writeLedger();
        StepAnswer answer = StepAnswer.of(
                null,
                null,
                List.of(picture("raw.png", 64, "raw"), picture("done.png", 32, "processed")),
                List.of(),
                List.of());
        Path bundle = bundle(outcome(PICTURE, RunState.COMPLETED, answer));

        JsonNode run = TestWorkspace.json(bundle.resolve("run.json"));
        assertThat(run.path("status").asText()).isEqualTo("succeeded");
        assertThat(run.path("model_key").asText()).isEqualTo("gpt-image-2");
        assertThat(run.path("provider_model").asText()).isEqualTo("openai/gpt-image-2");
        assertThat(run.path("task_mode").asText()).isEqualTo("text_to_image");
        assertThat(run.at("/prompts/raw").asText()).isEqualTo("A fox");
        assertThat(run.at("/prompts/final_used").asText()).isEqualTo("A fox, flat");
        assertThat(run.at("/options/seed").asInt()).isEqualTo(7);
        assertThat(run.path("warnings")).isEmpty();
        JsonNode workflow = run.at("/source_metadata/runfolio/workflow");
        assertThat(workflow.path("run_id").asText()).isEqualTo(RUN);
        assertThat(workflow.path("template_version").asText()).isEqualTo("2026.05.16");
        assertThat(workflow.path("template_hash").asText()).isEqualTo(PICTURE.sha256());
        assertThat(workflow.path("parent_run_id").asText()).isEqualTo("run-00000000000000aa");
        assertThat(workflow.at("/costs/actual").decimalValue()).isEqualByComparingTo("0.05");
        assertThat(workflow.at("/timing/queue_seconds").asDouble()).isEqualTo(2.0);

        JsonNode artifacts = TestWorkspace.json(bundle.resolve("artifacts.json"));
        assertThat(artifacts).hasSize(1);
        JsonNode artifact = artifacts.get(0);
        assertThat(artifact.path("templateVersion").asText()).isEqualTo("2026.05.16");
        assertThat(artifact.path("templateHash").asText()).isEqualTo(PICTURE.sha256());
        assertThat(artifact.path("workflowRunId").asText()).isEqualTo(RUN);
        assertThat(artifact.path("artifactType").asText()).isEqualTo("clip-art");
        assertThat(artifact.at("/content/processed/width").asInt()).isEqualTo(32);
        assertThat(artifact.at("/content/raw/width").asInt()).isEqualTo(64);

        JsonNode request = TestWorkspace.json(bundle.resolve("request.json"));
        assertThat(request.path("templateId").asText()).isEqualTo("clip-art");
        assertThat(request.at("/intake/prompt").asText()).isEqualTo("A fox");
        assertThat(request.at("/specification/template/document/steps/0/kind").asText())
                .isEqualTo("image");

        List<String> steps = Files.readAllLines(bundle.resolve("logs/steps.jsonl"));
        assertThat(steps).hasSize(2);
        assertThat(steps.get(1)).contains("step.started").doesNotContain(SECRET);
        assertThat(run.at("/logs/steps.jsonl").asText()).isEqualTo("logs/steps.jsonl");
    }

    @Test
    void a_report_run_has_its_text_as_content_without_a_file() throws IOException {
        writeLedger();
        JsonNode report = json("{'title': 'Tides', 'summary': 'The moon.', 'sections': [{'heading': 'Why', 'body':"
                + " 'It pulls.'}, 'And so on.'], 'sources': [{'title': 'A',"
                + " 'url': 'https://a.example'}], 'year': 2026}");
        bundle(outcome(REPORT, RunState.COMPLETED, StepAnswer.of(null, report, List.of(), List.of(), List.of())));

        ArtifactSource.Bundled bundled = source().bundled(RUN).orElseThrow();
        assertThat(bundled.artifacts()).hasSize(1);
        SuppliedArtifact artifact = bundled.artifacts().get(0);
        assertThat(artifact.artifactClass()).isEqualTo("research");
        assertThat(artifact.status()).isEqualTo("review");
        ObjectNode input = StepSlots.input(artifact);
        assertThat(input.path("summary").asText()).isEqualTo("The moon.");
        assertThat(input.at("/sections/0/body").asText()).isEqualTo("It pulls.");
        assertThat(input.at("/sections/1/heading").asText()).isEqualTo("Section 2");
        assertThat(input.at("/sources/0").asText()).isEqualTo("A https://a.example");
        assertThat(input.path("year").asInt()).isEqualTo(2026);
        assertThat(StepSlots.of(artifact).path("text").asText())
                .isEqualTo("# Tides\n\nThe moon.\n\n## Why\n\nIt pulls.\n\n## Section 2\n\nAnd so on.");
        assertThat(StepSlots.of(artifact).path("report").path("title").asText()).isEqualTo("Tides");
    }

    @Test
    void a_report_of_text_alone_has_a_title_and_one_section() throws IOException {
        bundle(outcome(REPORT, RunState.COMPLETED, StepAnswer.of("Tides.", null, List.of(), List.of(), List.of())));
        ObjectNode content =
                source().bundled(RUN).orElseThrow().artifacts().get(0).content();
        assertThat(content.path("title").asText()).isEqualTo("Research report");
        assertThat(content.at("/sections/0/body").asText()).isEqualTo("Tides.");
    }

    @Test
    void a_failed_run_keeps_its_errors_and_steps_and_has_no_artifact() throws IOException {
        writeLedger();
        Path bundle = bundle(outcome(PICTURE, RunState.FAILED, null));
        JsonNode run = TestWorkspace.json(bundle.resolve("run.json"));
        assertThat(run.path("status").asText()).isEqualTo("failed");
        assertThat(run.path("errors").get(0).asText()).isEqualTo("step image.generate: no answer (endpoint_failed)");
        assertThat(run.path("outputs")).isEmpty();
        assertThat(run.at("/source_metadata/runfolio/steps/0/state").asText()).isEqualTo("failed");
        assertThat(TestWorkspace.json(bundle.resolve("artifacts.json"))).isEmpty();
        assertThat(bundle.resolve("logs/steps.jsonl")).exists();
    }

    @Test
    void sources_and_their_report_are_recorded() throws IOException {
        SuppliedArtifact report = new SuppliedArtifact(
                "artifact-00000000000000aa", "research", "research-report", "approved", "r", json("{}"), List.of());
        StepAnswer answer = StepAnswer.of(null, null, List.of(picture("a.png", 16, "output")), List.of(), List.of());
        Path bundle = bundle(outcome(PICTURE, RunState.COMPLETED, answer, report));
        JsonNode artifact = TestWorkspace.json(bundle.resolve("artifacts.json")).get(0);
        assertThat(artifact.path("sourceArtifactIds").get(0).asText()).isEqualTo(report.id());
        assertThat(artifact.path("sourceReportArtifactId").asText()).isEqualTo(report.id());
    }

    @Test
    void an_artifact_is_found_by_its_id_with_its_present_status() throws IOException {
        StepAnswer answer = StepAnswer.of(null, null, List.of(picture("a.png", 16, "output")), List.of(), List.of());
        Path bundle = bundle(outcome(PICTURE, RunState.COMPLETED, answer));
        String id =
                TestWorkspace.json(bundle.resolve("artifacts.json")).at("/0/id").asText();

        SuppliedArtifact found = source().find(id).orElseThrow();
        assertThat(found.content().path("path").asText()).startsWith(bundle.toString());
        assertThat(found.content().path("width").asInt()).isEqualTo(16);
        assertThat(found.content().at("/facts/seed").asText()).isEqualTo("7");
        assertThat(found.content().path("url").asText()).isEqualTo("/v1/artifacts/" + id + "/content/original");
        assertThat(source().decision(id)).isEmpty();

        BundleLayout layout = Backends.outputs(testWorkspace.outputs);
        ReviewRequest request = new ReviewRequest(
                id,
                ReviewAction.REQUEST_CHANGES,
                "anna",
                Optional.of("warmer"),
                OptionalLong.empty(),
                Map.of("intake", Map.of("prompt", "A red fox")));
        new ReviewService(layout, VariantGroupResolver.scanning(layout), Clock.systemUTC())
                .apply(layout.relative(bundle), request);
        ArtifactSource.Decision decision = source().decision(id).orElseThrow();
        assertThat(decision.status()).isEqualTo("draft");
        assertThat(decision.by()).isEqualTo("anna");
        assertThat(decision.note()).isEqualTo("warmer");
        assertThat(decision.intake().path("prompt").asText()).isEqualTo("A red fox");
        assertThat(source().find("artifact-0000000000000000")).isEmpty();
        assertThat(source().find("../../etc/passwd")).isEmpty();
    }

    @Test
    void a_refused_event_is_told_with_its_reason() throws IOException {
        assertThat(source().refused(RUN)).isEmpty();
        StepFile outside = new StepFile(folder.resolve("secret.png"), "image", null, "output");
        Files.write(
                testWorkspace.inbox.resolve("run.json"),
                CompletedRunEvent.build(outcome(
                        PICTURE,
                        RunState.COMPLETED,
                        StepAnswer.of(null, null, List.of(outside), List.of(), List.of()))));
        testWorkspace.drain("--set", "runfolio.source-roots=" + testWorkspace.media);
        assertThat(source().refused(RUN))
                .hasValueSatisfying(why -> assertThat(why).contains("outside the folders"));
        assertThat(source().bundled(RUN)).isEmpty();
    }

    @Test
    void only_the_event_of_a_run_may_name_its_work_files() throws IOException {
        writeLedger();
        StepFile file = picture("a.png", 16, "output");
        WorkFolderSources sources = new WorkFolderSources(new SourceRoots(List.of(testWorkspace.media)), runs());
        String path = file.path().toString();
        sources.check(path, "f");
        sources.open(path, new EventOrigin(RUN, "0")).channel().close();
        sources.open(path, new EventOrigin(RUN + ":2", "0")).channel().close();
        assertThatThrownBy(() -> sources.open(path, new EventOrigin("other", "0")))
                .isInstanceOf(RefusedEventException.class);

        Path link =
                Files.createSymbolicLink(work("link.png"), runs().resolve(RUN).resolve("ledger.jsonl"));
        List<String> refused = new ArrayList<>(List.of(
                runs().resolve(RUN).resolve("ledger.jsonl").toString(),
                runs().resolve(RUN).resolve("work") + "/../ledger.jsonl",
                link.toString(),
                runs().resolve("queue/a.json").toString()));
        for (String one : refused) {
            assertThatThrownBy(() -> sources.check(one, "f")).as(one).isInstanceOf(RefusedEventException.class);
        }
    }
}
