package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.runfolio.coordination.EventWaitsException;
import io.runfolio.json.RecordMapper;
import io.runfolio.run.AssetKind;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunRequest;
import io.runfolio.run.extras.AssetExtras;
import io.runfolio.work.redo.Redo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources by URL in the shipped routes, and in a plain call. */
class FetchRoutesIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final Semaphore served = new Semaphore(0);
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private TestWorkspace workspace;
    private HttpServer server;

    @BeforeEach
    void open() throws IOException {
        workspace = new TestWorkspace(folder);
        byte[] picture = Files.readAllBytes(workspace.writePicture("a.png", 60, 40, 1));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().getPath());
            boolean there = served.tryAcquire();
            exchange.sendResponseHeaders(there ? 200 : 503, there ? picture.length : -1);
            if (there) {
                exchange.getResponseBody().write(picture);
            }
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    @Test
    void a_sender_that_waits_for_a_bundle_learns_that_its_event_waits() throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        WorkerHandle worker = WorkerHandle.install(context, workspace.settings(settings()), Clock.systemUTC());
        context.start();
        try (context) {
            assertThatThrownBy(() -> context.createProducerTemplate()
                            .requestBody("direct:runfolio-create", request("/a.png?sig=secret"), RunArtifact.class))
                    .isInstanceOf(CamelExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            EventWaitsException.class,
                            waits -> assertThat(waits.waiting().state()).isEqualTo("fetching"))
                    .hasMessageNotContaining("secret");
            await().atMost(SOON).until(() -> asked.size() >= 2);
            assertThat(worker.counters().getEventsWaiting()).isEqualTo(1);
            assertThat(worker.isIdle()).isFalse();
            assertThat(workspace.events("")).isEmpty();

            served.release();

            await().atMost(SOON).until(() -> workspace.events(".done").size() == 1 && worker.isIdle());
            assertThat(worker.counters().getEventsBundled()).isEqualTo(1);
            assertThat(worker.counters().getEventsSeen()).isEqualTo(1);
            assertThat(workspace.indexLines()).hasSize(1);
            assertThat(workspace.verify().findings()).isEmpty();
        }
    }

    @Test
    void an_event_that_waits_is_bundled_without_its_files_once_fetching_is_off() throws Exception {
        try (DefaultCamelContext fetching = new DefaultCamelContext()) {
            WorkerHandle.install(fetching, workspace.settings(settings()), Clock.systemUTC());
            fetching.start();
            workspace.drop("a.json", RecordMapper.event(request("/a.png")));
            await().atMost(SOON).until(() -> asked.size() >= 2);
        }
        assertThat(workspace.events("")).isEmpty();
        try (DefaultCamelContext off = new DefaultCamelContext()) {
            WorkerHandle.install(off, workspace.settings(), Clock.systemUTC());
            off.start();
            await().atMost(SOON).until(() -> workspace.events(".done").size() == 1);
        }
        assertThat(TestWorkspace.json(workspace.bundles().get(0).resolve("run.json"))
                        .at("/outputs/0/metadata/runfolio/code")
                        .asText())
                .isEqualTo("fetch_refused");
        assertThat(workspace.verify().findings()).isEmpty();
    }

    @Test
    void a_plain_call_fetches_while_its_caller_waits() {
        served.release();
        try (Runfolio runfolio = Runfolio.open(workspace.settings(settings()))) {
            RunArtifact run = runfolio.createRunArtifact(request("/a.png?sig=secret"));
            assertThat(run.outputs().get(0).sourceUrl()).isEqualTo(url("/a.png"));
            assertThat(run.outputs().get(0).webPath()).isEqualTo("web/output_01.webp");

            RunArtifact without = runfolio.createRunArtifact(request("/b.png"));
            assertThat(AssetExtras.of(without.outputs().get(0)).code()).contains("fetch_failed");
            assertThat(asked).filteredOn("/b.png"::equals).hasSize(3);
        }
        assertThat(workspace.outputs.resolve(".runfolio/fetched")).isEmptyDirectory();
    }

    @Test
    void a_redo_fetches_a_file_that_did_not_come_and_no_sealed_byte_changes() throws IOException {
        try (Runfolio runfolio = Runfolio.open(workspace.settings(settings()))) {
            RunArtifact sealed = runfolio.createRunArtifact(request("/late.png"));
            Path bundle = workspace.bundles().get(0);
            byte[] record = Files.readAllBytes(bundle.resolve("run.json"));
            Redo redo = runfolio.redo();
            Redo.Candidate candidate = candidate(runfolio, sealed);
            assertThat(candidate.code()).isEqualTo("fetch_failed");
            Redo.Outcome still = redo.redo(candidate, "me");
            assertThat(still.written()).isFalse();
            assertThat(still.fault()).isEmpty();

            Path left = Files.write(bundle.resolve("original/output_01.redo-00000000.png"), new byte[1]);
            assertThat(workspace.verify().findings())
                    .extracting(finding -> finding.code())
                    .containsExactly("redo_left");
            served.release();
            Redo.Outcome done = redo.redo(candidate, "me");

            assertThat(done.fault()).isEmpty();
            assertThat(done.state()).isEqualTo("ready");
            assertThat(left).doesNotExist();
            RunArtifact now = redo.run(sealed.runId()).orElseThrow().run();
            String original = now.outputs().get(0).relativePath();
            assertThat(original).matches("original/output_01\\.redo-[0-9a-f]{8}\\.png");
            assertThat(bundle.resolve(original)).hasSameBinaryContentAs(workspace.media.resolve("a.png"));
            assertThat(bundle.resolve(now.outputs().get(0).webPath())).isNotEmptyFile();
            assertThat(now.errors()).isEmpty();
            assertThat(bundle.resolve("run.json")).hasBinaryContent(record);
            assertThat(workspace.verify().findings()).isEmpty();
            assertThat(redo.redo(candidate, "me").written()).isFalse();
            assertThat(workspace.verify().findings()).isEmpty();
        }
        assertThat(workspace.outputs.resolve(".runfolio/fetched")).isEmptyDirectory();
    }

    @Test
    void a_redo_says_that_a_link_with_a_query_was_not_kept() {
        try (Runfolio runfolio = Runfolio.open(workspace.settings(settings()))) {
            RunArtifact sealed = runfolio.createRunArtifact(request("/late.png?sig=secret"));
            int before = asked.size();

            Redo.Outcome outcome = runfolio.redo().redo(candidate(runfolio, sealed), "me");

            assertThat(outcome.fault().orElseThrow()).contains("query", "send the event again");
            assertThat(asked).hasSize(before);
        }
    }

    private static Redo.Candidate candidate(Runfolio runfolio, RunArtifact run) {
        return Redo.candidates(runfolio.redo().run(run.runId()).orElseThrow(), Optional.of("failed"), Optional.empty())
                .get(0);
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private RunRequest request(String path) {
        return RunRequest.builder("succeeded", "m")
                .outputByUrl(AssetKind.IMAGE, url(path), null)
                .build();
    }

    private static String[] settings() {
        return new String[] {
            "runfolio.fetch.allow-hosts", "127.0.0.1",
            "runfolio.fetch.allow-private-hosts", "127.0.0.1",
            "runfolio.fetch.allow-http", "true",
            "runfolio.fetch.retry-delay", "50ms"
        };
    }
}
