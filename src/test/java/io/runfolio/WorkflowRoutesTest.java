package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.settings.SettingException;
import io.runfolio.workflow.run.RunState;
import io.runfolio.workflow.run.StartRequest;
import io.runfolio.workflow.step.StepRequest;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.management.ObjectName;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Workflow runs in a CamelContext of an application, whose routes and beans are the steps. */
class WorkflowRoutesTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private TestWorkspace workspace;
    private DefaultCamelContext context;
    private WorkerHandle worker;

    @BeforeEach
    void workspace() throws IOException {
        workspace = new TestWorkspace(folder);
        Files.createDirectories(folder.resolve("templates"));
        Files.writeString(
                folder.resolve("templates/poster.json"),
                """
                {"id": "poster", "name": "Poster", "version": "1", "schemaVersion": "workflow-schema-v1",
                 "artifactClass": "visual", "artifactType": "poster",
                 "intakeSchema": [{"name": "topic", "type": "string", "required": true}],
                 "steps": [
                   {"id": "write", "name": "Write", "kind": "llm", "promptTemplate": "About {intake.topic}"},
                   {"id": "draw", "name": "Draw", "kind": "image", "capability": "text_to_image",
                    "promptTemplate": "{write.text}", "emitsArtifact": true}]}""");
    }

    @AfterEach
    void stop() {
        if (context != null) {
            context.stop();
        }
    }

    /** A bean of an application. */
    public static final class Painter {
        /** Draws a picture into the work folder. */
        public Map<String, Object> draw(org.apache.camel.Exchange exchange) throws IOException {
            StepRequest request = exchange.getProperty("runfolioStepRequest", StepRequest.class);
            BufferedImage picture = new BufferedImage(32, 16, BufferedImage.TYPE_INT_RGB);
            picture.setRGB(1, 1, request.document().path("prompt").asText().hashCode());
            ImageIO.write(picture, "png", request.folder().resolve("made.png").toFile());
            return Map.of("files", List.of(Map.of("path", "made.png")), "costs", List.of(Map.of("actual", 0.04)));
        }
    }

    private void start(String... settings) throws Exception {
        context = new DefaultCamelContext();
        context.getRegistry().bind("painter", new Painter());
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:write").setBody(simple("A poster for ${header.RunfolioStepId}"));
            }
        });
        worker = WorkerHandle.install(context, workspace.settings(settings), Clock.systemUTC());
        context.start();
    }

    private ObjectNode started() {
        return worker.workflows().orElseThrow().runs().start(request());
    }

    private static StartRequest request() {
        ObjectNode intake = JSON.createObjectNode().put("topic", "tides");
        return new StartRequest("poster", Optional.empty(), intake, "tester", Optional.empty());
    }

    private ObjectNode reached(String runId, RunState state) {
        var runs = worker.workflows().orElseThrow().runs();
        await().atMost(SOON)
                .until(() -> runs.find(runId).orElseThrow().path("state").asText(), state.jsonName()::equals);
        return runs.find(runId).orElseThrow();
    }

    @Test
    void a_run_of_beans_ends_with_a_bundle() throws Exception {
        start(
                "runfolio.workflow.kinds.llm",
                "direct:write",
                "runfolio.workflow.kinds.image.text_to_image",
                "bean:painter?method=draw");

        ObjectNode run = reached(started().path("id").asText(), RunState.COMPLETED);

        assertThat(run.at("/steps/0/output/text").asText()).isEqualTo("A poster for write");
        assertThat(run.at("/costs/actual").asDouble()).isEqualTo(0.04);
        assertThat(run.path("artifactId").asText()).startsWith("artifact-");
        assertThat(workspace.bundles()).hasSize(1);
        WorkflowHandle workflows = worker.workflows().orElseThrow();
        await().atMost(SOON).until(worker::isIdle);
        assertThat(workflows.counters().getRunsCompleted()).isEqualTo(1);
        assertThat(workflows.counters().getStepCalls()).containsEntry("llm completed", 1L);
        assertThat(workflows.counters().getStepSeconds().get("image completed")).isPositive();
        assertThat(ManagementFactory.getPlatformMBeanServer()
                        .getAttribute(new ObjectName("io.runfolio:type=Workflows"), "RunsStarted"))
                .isEqualTo(1L);
        assertThat(context.getRoute("runfolio-step-image-text_to_image")).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, true"})
    void a_step_of_a_generator_is_an_order_and_its_event_the_result(boolean keyed, boolean catalog) throws Exception {
        start(
                "runfolio.workflow.kinds.llm",
                "direct:write",
                "runfolio.workflow.kinds.image",
                "orders",
                "runfolio.catalog.enabled",
                String.valueOf(catalog));
        String runId = started().path("id").asText();
        Path orders = folder.resolve("orders");
        await().atMost(SOON).until(() -> orders(orders).size() == 1);
        Path order = orders(orders).get(0);
        ObjectNode document = (ObjectNode) JSON.readTree(Files.readAllBytes(order));
        assertThat(document.at("/step_request/prompt").asText()).isEqualTo("A poster for write");
        assertThat(document.at("/step_request/idempotencyKey").asText()).startsWith(runId + ":draw:");

        Files.move(order, orders.resolve("taken").resolve(order.getFileName()));
        Path picture = workspace.writePicture("made.png", 40, 20, 1);
        ObjectNode event = JSON.createObjectNode().put("status", "succeeded").put("model_key", "my-model");
        if (keyed) {
            event.put("idempotency_key", document.path("id").asText()); // else the catalog knows the job's run
        }
        event.set("job", document.get("job"));
        event.set("artifact", document.get("artifact"));
        event.putArray("outputs")
                .addObject()
                .put("kind", "image")
                .put("source_path", picture.toString())
                .put("role", "output");
        workspace.drop("made.json", event.toString());

        ObjectNode run = reached(runId, RunState.COMPLETED);
        assertThat(run.at("/steps/1/output/image/path").asText()).endsWith("1-output_01.png");
        assertThat(workspace.bundles())
                .as("that of the order and that of the run")
                .hasSize(2);
    }

    @Test
    void a_cancelled_order_fails_its_step() throws Exception {
        start("runfolio.workflow.kinds.llm", "direct:write", "runfolio.workflow.kinds.image", "orders");
        String runId = started().path("id").asText();
        Path orders = folder.resolve("orders");
        await().atMost(SOON).until(() -> orders(orders).size() == 1);
        Path order = orders(orders).get(0);

        Files.createDirectories(orders.resolve("cancelled"));
        Files.move(order, orders.resolve("cancelled").resolve(order.getFileName()));

        ObjectNode run = reached(runId, RunState.FAILED);
        assertThat(run.at("/error/code").asText()).isEqualTo("order_cancelled");
        assertThat(run.at("/error/step").asText()).isEqualTo("draw");
    }

    @Test
    void an_endpoint_that_cannot_work_fails_the_installation_with_its_key() {
        assertThatThrownBy(() -> start("runfolio.workflow.kinds.llm", "unheard:of"))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("runfolio.workflow.kinds.llm");
    }

    @Test
    void without_kinds_there_are_no_routes_and_no_folder_of_runs() throws Exception {
        start();

        assertThat(worker.workflows()).isEmpty();
        assertThat(context.getRoutes()).noneMatch(route -> route.getRouteId().contains("workflow"));
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    private static List<Path> orders(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json")).toList();
        }
    }
}
