package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.cli.RunfolioCommand;
import io.runfolio.coordination.folder.FailedEvents;
import io.runfolio.coordination.folder.InboxLayout;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.StorageException;
import io.runfolio.intake.RefusedEventException;
import io.runfolio.run.AssetKind;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunRequest;
import io.runfolio.wiring.HttpWiring;
import io.runfolio.wiring.StoreRoute;
import io.runfolio.wiring.WorkerWiring;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.NotifyBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.apache.camel.test.junit5.TestExecutionConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The routes that ship, in a CamelContext that Runfolio did not make. */
class RunfolioRoutesTest extends CamelTestSupport {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private TestWorkspace testWorkspace;
    private WorkerHandle worker;

    @Override
    public void configureTest(TestExecutionConfiguration configuration) {
        super.configureTest(configuration);
        configuration.withEnableJMX();
    }

    @Override
    protected CamelContext createCamelContext() {
        testWorkspace = new TestWorkspace(folder);
        DefaultCamelContext created = new DefaultCamelContext();
        worker = WorkerHandle.install(created, testWorkspace.settings(), Clock.systemUTC());
        return created;
    }

    @Test
    void an_attempt_that_fails_before_its_index_line_goes_on_from_the_sealed_bundle() throws Exception {
        AtomicInteger failures = new AtomicInteger(1);
        AdviceWith.adviceWith(context, "runfolio-index", false, route -> route.weaveById("index-append")
                .before()
                .process(exchange -> {
                    if (failures.getAndDecrement() > 0) {
                        throw new StorageException("The disk is away", null);
                    }
                }));
        NotifyBuilder bundled = new NotifyBuilder(context)
                .fromRoute("runfolio-run")
                .whenCompleted(1)
                .create();

        testWorkspace.drop("run.json", TestWorkspace.event("k1", "succeeded"));

        assertThat(bundled.matches(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(worker.counters().getAttemptsFailed()).isEqualTo(1);
        assertThat(testWorkspace.bundles()).hasSize(1);
        assertThat(testWorkspace.indexLines()).hasSize(1);
        assertThat(testWorkspace.events(".done")).containsExactly("run.json");
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
        Runfolio runfolio = Runfolio.open(testWorkspace.settings());
        try (runfolio) {
            assertThat(runfolio.createRunArtifact(request).options()).containsEntry("cfg", "NaN");
        }
    }

    @Test
    void an_event_in_the_folder_becomes_a_bundle_with_its_index_line() {
        Path picture = testWorkspace.writePicture("a.png", 800, 600, 1);
        testWorkspace.writePicture("b.png", 100, 60, 2);

        testWorkspace.drop("run.json", TestWorkspace.event("k1", "succeeded", "a.png", "b.png"));
        awaitFinished(1);

        Path bundle = testWorkspace.bundles().get(0);
        assertThat(bundle.getFileName()).hasToString("20260326_214512_test_model");
        assertThat(TestWorkspace.sha256(bundle.resolve("original/output_01.png")))
                .isEqualTo(TestWorkspace.sha256(picture));
        JsonNode run = TestWorkspace.json(bundle.resolve("run.json"));
        assertThat(run.at("/outputs/0/metadata/runfolio/state").asText()).isEqualTo("ready");
        assertThat(run.at("/outputs/0/width").asInt()).isEqualTo(800);
        assertThat(run.at("/outputs/0/web_path").asText()).isEqualTo("web/output_01.webp");
        assertThat(bundle.resolve("web/output_01.webp")).isNotEmptyFile();
        assertThat(bundle.resolve("thumb/output_02.webp")).isNotEmptyFile();
        assertThat(run.at("/source_metadata/runfolio/event_id").asText()).isEqualTo("k1");
        assertThat(testWorkspace.indexLines()).singleElement().satisfies(line -> {
            assertThat(line.get("run_id").asText())
                    .isEqualTo(bundle.getFileName().toString());
            assertThat(line.get("hero_web").asText()).isEqualTo("web/output_01.webp");
        });
        assertThat(testWorkspace.events(".done")).containsExactly("run.json");
        assertThat(testWorkspace.leftovers()).isEmpty();
    }

    @Test
    void a_run_without_files_gets_a_bundle_too() {
        testWorkspace.drop("empty.json", "{\"status\":\"failed\",\"model_key\":\"m\",\"errors\":[\"no credit\"]}");
        awaitFinished(1);

        Path bundle = testWorkspace.bundles().get(0);
        assertThat(bundle.resolve("notes.md")).content().contains("no credit");
        for (String sub : List.of("inputs", "original", "web", "thumb", "logs")) {
            assertThat(bundle.resolve(sub)).isDirectory();
        }
        assertThat(testWorkspace.indexLines()).hasSize(1);
    }

    @Test
    void one_bad_file_does_not_cost_the_run_its_bundle() throws Exception {
        testWorkspace.writePicture("good.png", 64, 64, 3);
        Files.writeString(testWorkspace.media.resolve("corrupt.png"), "\u0089PNG\r\n\u001a\n and then nonsense");
        testWorkspace.drop("run.json", TestWorkspace.event("k", "succeeded", "missing.png", "good.png", "corrupt.png"));
        awaitFinished(1);

        JsonNode run = TestWorkspace.json(testWorkspace.bundles().get(0).resolve("run.json"));
        assertThat(run.at("/outputs/0/metadata/runfolio/state").asText()).isEqualTo("failed");
        assertThat(run.at("/outputs/0/metadata/runfolio/code").asText()).isEqualTo("missing");
        assertThat(run.at("/outputs/1/metadata/runfolio/state").asText()).isEqualTo("ready");
        assertThat(run.at("/outputs/2/metadata/runfolio/state").asText()).isIn("failed", "unsupported");
        assertThat(run.get("errors").size() + run.get("warnings").size()).isGreaterThanOrEqualTo(2);
        assertThat(RunfolioCommand.execute(
                        "verify",
                        "--inbox",
                        testWorkspace.inbox.toString(),
                        "--outputs",
                        testWorkspace.outputs.toString()))
                .isZero();
        assertThat(TestWorkspace.json(testWorkspace.bundles().get(0).resolve("manifest.json"))
                        .get("hero_original")
                        .asText())
                .isEqualTo("original/output_02.png");
    }

    @Test
    void an_invalid_event_moves_to_failed_with_its_reason_and_the_worker_continues() {
        testWorkspace.drop("bad.json", "{\"status\":\"succeeded\"}");
        testWorkspace.drop("good.json", TestWorkspace.event("k", "succeeded"));
        awaitFinished(2);

        assertThat(testWorkspace.events(".failed")).containsExactly("bad.error.json", "bad.json");
        JsonNode error = TestWorkspace.json(testWorkspace.inbox.resolve(".failed/bad.error.json"));
        assertThat(error.get("code").asText()).isEqualTo("missing_field");
        assertThat(error.get("field").asText()).isEqualTo("model_key");
        assertThat(testWorkspace.events(".done")).containsExactly("good.json");
    }

    @Test
    void a_repeated_event_creates_no_second_bundle() {
        for (int i = 0; i < 5; i++) {
            testWorkspace.drop("copy-" + i + ".json", TestWorkspace.event("same", "succeeded"));
        }
        awaitFinished(5);

        assertThat(testWorkspace.bundles()).hasSize(1);
        assertThat(testWorkspace.indexLines()).hasSize(1);
        assertThat(worker.counters().getEventsDuplicate()).isEqualTo(4);
        assertThat(testWorkspace.events(".done")).hasSize(5);
    }

    @Test
    void the_same_identity_with_other_content_is_a_conflict() {
        testWorkspace.drop("one.json", TestWorkspace.event("same", "succeeded"));
        awaitFinished(1);
        testWorkspace.drop("two.json", TestWorkspace.event("same", "failed"));
        awaitFinished(2);

        assertThat(TestWorkspace.json(testWorkspace.inbox.resolve(".failed/two.error.json"))
                        .get("code")
                        .asText())
                .isEqualTo("conflict");
        assertThat(testWorkspace.bundles()).hasSize(1);
    }

    @Test
    void runs_of_the_same_second_and_model_get_distinct_ids() {
        for (int i = 0; i < 20; i++) {
            testWorkspace.drop("e" + i + ".json", TestWorkspace.event("k" + i, "succeeded"));
        }
        awaitFinished(20);

        assertThat(testWorkspace.bundles()).hasSize(20);
        assertThat(testWorkspace.bundles().stream()
                        .map(path -> path.getFileName().toString()))
                .contains("20260326_214512_test_model", "20260326_214512_test_model_20");
        assertThat(testWorkspace.indexLines().stream()
                        .map(line -> line.get("run_id").asText())
                        .distinct())
                .hasSize(20);
    }

    @Test
    void an_event_whose_bundle_was_deleted_is_bundled_again() throws Exception {
        testWorkspace.drop("one.json", TestWorkspace.event("same", "succeeded"));
        awaitFinished(1);
        DurableFiles.deleteTree(testWorkspace.bundles().get(0));

        testWorkspace.drop("two.json", TestWorkspace.event("same", "succeeded"));
        awaitFinished(2);

        assertThat(testWorkspace.bundles()).hasSize(1);
        assertThat(worker.counters().getEventsBundled()).isEqualTo(2);
        testWorkspace.drop("three.json", TestWorkspace.event("same", "succeeded"));
        awaitFinished(3);
        assertThat(worker.counters().getEventsDuplicate()).isEqualTo(1);
    }

    @Test
    void names_in_capitals_and_names_like_reasons_are_events_all_the_same() {
        testWorkspace.drop("UP.JSON", TestWorkspace.event("up", "succeeded"));
        testWorkspace.drop("y.error.json", "{}");
        awaitFinished(2);

        assertThat(testWorkspace.inbox.resolve(".done/UP.JSON")).exists();
        assertThat(new FailedEvents(new InboxLayout(testWorkspace.inbox)).list())
                .singleElement()
                .satisfies(event -> assertThat(event.error()).containsEntry("code", "missing_field"));
    }

    @Test
    void nothing_is_claimed_during_a_pause_and_everything_afterwards() {
        worker.gate().pause("no room");
        testWorkspace.drop("a.json", TestWorkspace.event("a", "succeeded"));

        assertThat(worker.isStuck()).isTrue();
        assertThat(testWorkspace.events("")).containsExactly("a.json");
        awaitFinished(1);
        assertThat(testWorkspace.bundles()).hasSize(1);
    }

    @Test
    void events_sent_in_memory_are_bundled_whatever_their_form() {
        ProducerTemplate template = context.createProducerTemplate();
        template.sendBody("seda:runfolio-events", TestWorkspace.event("text", "succeeded"));
        template.sendBody(
                "seda:runfolio-events",
                TestWorkspace.event("bytes", "succeeded").getBytes(StandardCharsets.UTF_8));
        template.sendBody(
                "seda:runfolio-events", Map.of("status", "succeeded", "model_key", "m", "idempotency_key", "map"));
        template.sendBody(
                "seda:runfolio-events",
                RunRequest.builder("succeeded", "m").idempotencyKey("record").build());
        awaitFinished(4);

        assertThat(testWorkspace.bundles()).hasSize(4);
        assertThat(worker.counters().getEventsBundled()).isEqualTo(4);
    }

    @Test
    void a_call_is_answered_with_its_run() {
        testWorkspace.writePicture("a.png", 300, 200, 5);
        RunRequest request = RunRequest.builder("succeeded", "m")
                .output(AssetKind.IMAGE, "media/a.png")
                .idempotencyKey("call")
                .build();

        ProducerTemplate template = context.createProducerTemplate();
        RunArtifact first = template.requestBody("direct:runfolio-create", request, RunArtifact.class);
        RunArtifact second = template.requestBody("direct:runfolio-create", request, RunArtifact.class);

        assertThat(first.outputs().get(0).webPath()).isEqualTo("web/output_01.webp");
        assertThat(second.runId()).isEqualTo(first.runId());
        assertThat(testWorkspace.outputs.resolve(first.runDir()).resolve("run.json"))
                .exists();
    }

    @Test
    void a_call_with_an_invalid_event_returns_the_reason() {
        ProducerTemplate template = context.createProducerTemplate();

        assertThatThrownBy(() -> template.requestBody("direct:runfolio-create", "{\"status\":1}"))
                .isInstanceOf(CamelExecutionException.class)
                .hasCauseInstanceOf(RefusedEventException.class);
        assertThat(testWorkspace.events(".failed")).hasSize(2);
    }

    @Test
    void operators_see_routes_and_counters_that_add_up_over_jmx() throws Exception {
        testWorkspace.writePicture("a.png", 64, 64, 1);
        testWorkspace.drop("good.json", TestWorkspace.event("k", "succeeded", "a.png", "missing.png"));
        testWorkspace.drop("bad.json", "{}");
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
                                    WorkerWiring.ROUTES.stream(),
                                    Stream.of(
                                            WorkerWiring.CATALOG_ROUTES,
                                            WorkerWiring.FETCH_ROUTES,
                                            WorkerWiring.MIRROR_ROUTES,
                                            WorkerWiring.POLL_ROUTES,
                                            WorkerWiring.QUEUE_ROUTES,
                                            WorkerWiring.RETENTION_ROUTES,
                                            StoreRoute.ROUTES,
                                            WorkerWiring.WORKFLOW_ROUTES,
                                            HttpWiring.API_ROUTES,
                                            HttpWiring.HOOK_ROUTES))
                            .toList());
        }
    }

    @Test
    void health_reports_whether_work_is_possible() throws Exception {
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
                .until(() -> worker.counters().getEventsSeen() == events
                        && worker.counters().getEventsInFlight() == 0
                        && worker.isIdle());
    }
}
