package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.cli.RunfolioCommand;
import io.runfolio.intake.FailedEvents;
import io.runfolio.intake.InboxLayout;
import io.runfolio.run.AssetKind;
import io.runfolio.run.Durable;
import io.runfolio.run.RefusedEventException;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunRequest;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The routes that ship, in a CamelContext that Runfolio did not make. */
class RunfolioRoutesTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private Workshop workshop;
    private DefaultCamelContext context;
    private WorkerHandle worker;

    @BeforeEach
    void install() throws Exception {
        workshop = new Workshop(folder);
        context = new DefaultCamelContext();
        worker = WorkerHandle.install(context, workshop.settings(), Clock.systemUTC());
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void numbers_that_json_has_no_form_for_are_kept_as_text_from_a_map_and_a_request() {
        Map<String, Object> options = Map.of("cfg", Double.NaN, "list", List.of(1, Double.NEGATIVE_INFINITY));
        Map<String, Object> map = Map.of("status", "succeeded", "model_key", "m", "options", options);
        io.runfolio.run.RunRequest request = io.runfolio.run.RunRequest.builder("succeeded", "m")
                .options(options)
                .build();
        ProducerTemplate template = context.createProducerTemplate();
        for (Object body : List.of(map, request)) {
            io.runfolio.run.RunArtifact run =
                    template.requestBody("direct:runfolio-create", body, io.runfolio.run.RunArtifact.class);
            assertThat(run.options()).containsEntry("cfg", "NaN").containsEntry("list", List.of(1, "-Infinity"));
            assertThat(run.warnings().toString()).contains("`options.cfg` (NaN)", "`options.list[1]` (-Infinity)");
        }
        Runfolio runfolio = Runfolio.open(workshop.settings());
        try (runfolio) {
            assertThat(runfolio.createRunArtifact(request).options()).containsEntry("cfg", "NaN");
        }
    }

    @Test
    void an_event_in_the_folder_becomes_a_bundle_with_its_index_line() {
        Path picture = workshop.picture("a.png", 800, 600, 1);
        workshop.picture("b.png", 100, 60, 2);

        workshop.drop("run.json", Workshop.event("k1", "succeeded", "a.png", "b.png"));
        awaitFinished(1);

        Path bundle = workshop.bundles().get(0);
        assertThat(bundle.getFileName()).hasToString("20260326_214512_test_model");
        assertThat(Workshop.sha256(bundle.resolve("original/output_01.png"))).isEqualTo(Workshop.sha256(picture));
        JsonNode run = Workshop.json(bundle.resolve("run.json"));
        assertThat(run.at("/outputs/0/metadata/runfolio/state").asText()).isEqualTo("ready");
        assertThat(run.at("/outputs/0/width").asInt()).isEqualTo(800);
        assertThat(run.at("/outputs/0/web_path").asText()).isEqualTo("web/output_01.webp");
        assertThat(bundle.resolve("web/output_01.webp")).isNotEmptyFile();
        assertThat(bundle.resolve("thumb/output_02.webp")).isNotEmptyFile();
        assertThat(run.at("/source_metadata/runfolio/event_id").asText()).isEqualTo("k1");
        assertThat(workshop.indexLines()).singleElement().satisfies(line -> {
            assertThat(line.get("run_id").asText())
                    .isEqualTo(bundle.getFileName().toString());
            assertThat(line.get("hero_web").asText()).isEqualTo("web/output_01.webp");
        });
        assertThat(workshop.events(".done")).containsExactly("run.json");
        assertThat(workshop.leftovers()).isEmpty();
    }

    @Test
    void a_run_without_files_gets_a_bundle_too() {
        workshop.drop("empty.json", "{\"status\":\"failed\",\"model_key\":\"m\",\"errors\":[\"no credit\"]}");
        awaitFinished(1);

        Path bundle = workshop.bundles().get(0);
        assertThat(bundle.resolve("notes.md")).content().contains("no credit");
        for (String sub : List.of("inputs", "original", "web", "thumb", "logs")) {
            assertThat(bundle.resolve(sub)).isDirectory();
        }
        assertThat(workshop.indexLines()).hasSize(1);
    }

    @Test
    void one_bad_file_does_not_cost_the_run_its_bundle() throws Exception {
        workshop.picture("good.png", 64, 64, 3);
        Files.writeString(workshop.media.resolve("corrupt.png"), "\u0089PNG\r\n\u001a\n and then nonsense");
        workshop.drop("run.json", Workshop.event("k", "succeeded", "missing.png", "good.png", "corrupt.png"));
        awaitFinished(1);

        JsonNode run = Workshop.json(workshop.bundles().get(0).resolve("run.json"));
        assertThat(run.at("/outputs/0/metadata/runfolio/state").asText()).isEqualTo("failed");
        assertThat(run.at("/outputs/0/metadata/runfolio/code").asText()).isEqualTo("missing");
        assertThat(run.at("/outputs/1/metadata/runfolio/state").asText()).isEqualTo("ready");
        assertThat(run.at("/outputs/2/metadata/runfolio/state").asText()).isIn("failed", "unsupported");
        assertThat(run.get("errors").size() + run.get("warnings").size()).isGreaterThanOrEqualTo(2);
        assertThat(RunfolioCommand.execute(
                        "verify", "--inbox", workshop.inbox.toString(), "--outputs", workshop.outputs.toString()))
                .isZero();
        assertThat(Workshop.json(workshop.bundles().get(0).resolve("manifest.json"))
                        .get("hero_original")
                        .asText())
                .isEqualTo("original/output_02.png");
    }

    @Test
    void a_bad_event_goes_to_failed_with_its_reason_and_the_worker_goes_on() {
        workshop.drop("bad.json", "{\"status\":\"succeeded\"}");
        workshop.drop("good.json", Workshop.event("k", "succeeded"));
        awaitFinished(2);

        assertThat(workshop.events(".failed")).containsExactly("bad.error.json", "bad.json");
        JsonNode error = Workshop.json(workshop.inbox.resolve(".failed/bad.error.json"));
        assertThat(error.get("code").asText()).isEqualTo("missing_field");
        assertThat(error.get("field").asText()).isEqualTo("model_key");
        assertThat(workshop.events(".done")).containsExactly("good.json");
    }

    @Test
    void the_same_event_again_makes_no_second_bundle() {
        for (int i = 0; i < 5; i++) {
            workshop.drop("copy-" + i + ".json", Workshop.event("same", "succeeded"));
        }
        awaitFinished(5);

        assertThat(workshop.bundles()).hasSize(1);
        assertThat(workshop.indexLines()).hasSize(1);
        assertThat(worker.ledger().getEventsDuplicate()).isEqualTo(4);
        assertThat(workshop.events(".done")).hasSize(5);
    }

    @Test
    void the_same_identity_with_other_words_is_a_conflict() {
        workshop.drop("one.json", Workshop.event("same", "succeeded"));
        awaitFinished(1);
        workshop.drop("two.json", Workshop.event("same", "failed"));
        awaitFinished(2);

        assertThat(Workshop.json(workshop.inbox.resolve(".failed/two.error.json"))
                        .get("code")
                        .asText())
                .isEqualTo("conflict");
        assertThat(workshop.bundles()).hasSize(1);
    }

    @Test
    void runs_of_the_same_second_and_model_get_names_of_their_own() {
        for (int i = 0; i < 20; i++) {
            workshop.drop("e" + i + ".json", Workshop.event("k" + i, "succeeded"));
        }
        awaitFinished(20);

        assertThat(workshop.bundles()).hasSize(20);
        assertThat(workshop.bundles().stream().map(path -> path.getFileName().toString()))
                .contains("20260326_214512_test_model", "20260326_214512_test_model_20");
        assertThat(workshop.indexLines().stream()
                        .map(line -> line.get("run_id").asText())
                        .distinct())
                .hasSize(20);
    }

    @Test
    void an_event_whose_bundle_was_deleted_is_bundled_again() throws Exception {
        workshop.drop("one.json", Workshop.event("same", "succeeded"));
        awaitFinished(1);
        Durable.deleteTree(workshop.bundles().get(0));

        workshop.drop("two.json", Workshop.event("same", "succeeded"));
        awaitFinished(2);

        assertThat(workshop.bundles()).hasSize(1);
        assertThat(worker.ledger().getEventsBundled()).isEqualTo(2);
        workshop.drop("three.json", Workshop.event("same", "succeeded"));
        awaitFinished(3);
        assertThat(worker.ledger().getEventsDuplicate()).isEqualTo(1);
    }

    @Test
    void names_in_capitals_and_names_like_reasons_are_events_all_the_same() {
        workshop.drop("UP.JSON", Workshop.event("up", "succeeded"));
        workshop.drop("y.error.json", "{}");
        awaitFinished(2);

        assertThat(workshop.inbox.resolve(".done/UP.JSON")).exists();
        assertThat(new FailedEvents(new InboxLayout(workshop.inbox)).list())
                .singleElement()
                .satisfies(event -> assertThat(event.error()).containsEntry("code", "missing_field"));
    }

    @Test
    void nothing_is_taken_while_intake_is_paused_and_all_of_it_afterwards() {
        worker.gate().pause("no room");
        workshop.drop("a.json", Workshop.event("a", "succeeded"));

        assertThat(worker.isStuck()).isTrue();
        assertThat(workshop.events("")).containsExactly("a.json");
        awaitFinished(1);
        assertThat(workshop.bundles()).hasSize(1);
    }

    @Test
    void events_sent_in_memory_are_bundled_whatever_their_form() {
        ProducerTemplate template = context.createProducerTemplate();
        template.sendBody("seda:runfolio-events", Workshop.event("text", "succeeded"));
        template.sendBody(
                "seda:runfolio-events", Workshop.event("bytes", "succeeded").getBytes(StandardCharsets.UTF_8));
        template.sendBody(
                "seda:runfolio-events", Map.of("status", "succeeded", "model_key", "m", "idempotency_key", "map"));
        template.sendBody(
                "seda:runfolio-events",
                RunRequest.builder("succeeded", "m").idempotencyKey("record").build());
        awaitFinished(4);

        assertThat(workshop.bundles()).hasSize(4);
        assertThat(worker.ledger().getEventsBundled()).isEqualTo(4);
    }

    @Test
    void a_call_is_answered_with_its_run() {
        workshop.picture("a.png", 300, 200, 5);
        RunRequest request = RunRequest.builder("succeeded", "m")
                .output(AssetKind.IMAGE, "media/a.png")
                .idempotencyKey("call")
                .build();

        ProducerTemplate template = context.createProducerTemplate();
        RunArtifact first = template.requestBody("direct:runfolio-create", request, RunArtifact.class);
        RunArtifact second = template.requestBody("direct:runfolio-create", request, RunArtifact.class);

        assertThat(first.outputs().get(0).webPath()).isEqualTo("web/output_01.webp");
        assertThat(second.runId()).isEqualTo(first.runId());
        assertThat(workshop.outputs.resolve(first.runDir()).resolve("run.json")).exists();
    }

    @Test
    void a_call_with_a_bad_event_is_told_why() {
        ProducerTemplate template = context.createProducerTemplate();

        assertThatThrownBy(() -> template.requestBody("direct:runfolio-create", "{\"status\":1}"))
                .isInstanceOf(CamelExecutionException.class)
                .hasCauseInstanceOf(RefusedEventException.class);
        assertThat(workshop.events(".failed")).hasSize(2);
    }

    @Test
    void operators_see_routes_and_counters_that_add_up_over_jmx() throws Exception {
        workshop.picture("a.png", 64, 64, 1);
        workshop.drop("good.json", Workshop.event("k", "succeeded", "a.png", "missing.png"));
        workshop.drop("bad.json", "{}");
        awaitFinished(2);

        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName ledger = server.queryNames(new ObjectName("io.runfolio:type=Ledger,*"), null)
                .iterator()
                .next();
        long seen = (Long) server.getAttribute(ledger, "EventsSeen");
        assertThat(seen).isEqualTo(2);
        assertThat((Long) server.getAttribute(ledger, "EventsBundled")
                        + (Long) server.getAttribute(ledger, "EventsDuplicate")
                        + (Long) server.getAttribute(ledger, "EventsRefused")
                        + (Long) server.getAttribute(ledger, "EventsInFlight"))
                .isEqualTo(seen);
        assertThat(server.getAttribute(ledger, "Assets")).isEqualTo(2L);
        assertThat(server.getAttribute(ledger, "AssetsReady")).isEqualTo(1L);
        assertThat(server.getAttribute(ledger, "AssetsFailed")).isEqualTo(1L);
        Set<ObjectName> routes = server.queryNames(
                new ObjectName("org.apache.camel:context=" + context.getManagementName() + ",type=routes,*"), null);
        assertThat(routes)
                .extracting(name -> ObjectName.unquote(name.getKeyProperty("name")))
                .contains("runfolio-intake", "runfolio-run", "runfolio-bundle", "runfolio-image", "runfolio-index");
    }

    @Test
    void the_routes_that_are_loaded_are_the_files_of_the_routes_folder() throws Exception {
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".camel.yaml", "")))
                    .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                    RunfolioWiring.ROUTES.stream(),
                                    Stream.of(RunfolioWiring.CATALOG_ROUTES, HttpWiring.API_ROUTES))
                            .toList());
        }
    }

    @Test
    void health_answers_whether_work_could_be_done_now() throws Exception {
        HealthCheck check =
                HealthCheckRegistry.get(context).getCheck("runfolio").orElseThrow();

        HealthCheck.Result ready = check.call();
        worker.gate().pause("no room");
        HealthCheck.Result paused = check.call();

        assertThat(ready.getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(ready.getDetails()).containsKeys("inbox", "outputs", "space", "index", "engine");
        assertThat(paused.getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(paused.getMessage().orElse("")).contains("no room");
    }

    @Test
    void every_route_and_node_has_a_name_of_its_own() {
        context.getRouteDefinitions().forEach(route -> {
            assertThat(route.getDescriptionText()).as(route.getId()).isNotBlank();
            assertThat(route.getRouteId()).startsWith("runfolio-");
            route.getOutputs().forEach(node -> assertThat(node.hasCustomIdAssigned())
                    .as(node.toString())
                    .isTrue());
        });
    }

    private void awaitFinished(int events) {
        await().atMost(SOON)
                .until(() -> worker.ledger().getEventsSeen() == events
                        && worker.ledger().getEventsInFlight() == 0
                        && worker.isIdle());
    }
}
