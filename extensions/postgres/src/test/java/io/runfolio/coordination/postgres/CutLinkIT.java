package io.runfolio.coordination.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runfolio.JavaProgram;
import io.runfolio.TestWorkspace;
import io.runfolio.coordination.Claim;
import io.runfolio.coordination.EventInbox;
import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A worker whose link to the database is cut for longer than its lease; another one goes on.
 *
 * <p>The link is one of two network namespaces: packets get lost, and neither end hears of it. The short form cuts at
 * each step once, the long form also for longer than all time limits of a connection.
 */
class CutLinkIT {
    private static final String EVENT = "event-1";
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration THREE_LEASES = Duration.ofSeconds(3);
    private static final Duration ALL_LIMITS = Duration.ofSeconds(15);
    /** Time limit of a socket of the worker, and a connection that does not come about. */
    private static final long END_SECONDS = 20;

    @TempDir
    static Path home;

    private static TestNetwork network;
    private static CutOffServer server;

    @TempDir
    Path folder;

    private final String schema = "s" + UUID.randomUUID().toString().replace("-", "");
    private Optional<Process> started = Optional.empty();

    @BeforeAll
    static void prepare() throws IOException {
        Optional<String> obstacle = TestNetwork.obstacle();
        Assumptions.assumeTrue(
                obstacle.isEmpty(), () -> "needs root and iproute2 for network namespaces: " + obstacle.orElse(""));
        network = new TestNetwork();
        server = new CutOffServer(network, home);
    }

    @AfterAll
    static void tidyUp() throws IOException {
        try (TestNetwork made = network) {
            if (server != null) {
                server.close();
            }
        }
    }

    @AfterEach
    void stop() {
        started.ifPresent(Process::destroyForcibly);
        network.plugIn();
        Backends.disconnect();
    }

    private Path log() {
        return folder.resolve("worker.log");
    }

    private Process start(CutOffWorker.At at) throws IOException {
        List<String> arguments = List.of(server.farUrl(schema), folder.toString(), EVENT, at.name());
        Process process = new ProcessBuilder(
                        network.atClient(JavaProgram.command(List.of(), CutOffWorker.class, arguments)))
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start();
        started = Optional.of(process);
        await().atMost(SOON).until(() -> CutOffWorker.hasReached(log()) || !process.isAlive());
        assertThat(CutOffWorker.hasReached(log())).as(Files.readString(log())).isTrue();
        return process;
    }

    private static void goOn(Process process) throws IOException {
        try (OutputStream input = process.getOutputStream()) {
            input.write('\n');
        }
    }

    private TestWorker next() {
        server.create(schema);
        return new TestWorker(new PostgresBackend(TestServer.settings(server.nearUrl(schema), "1s")), folder, "next");
    }

    static Stream<Arguments> cuts() {
        Stream<CutOffWorker.At> steps =
                Stream.of(CutOffWorker.At.CLAIM, CutOffWorker.At.COMMIT, CutOffWorker.At.PUBLISH);
        List<Duration> times =
                Boolean.getBoolean("runfolio.long") ? List.of(THREE_LEASES, ALL_LIMITS) : List.of(THREE_LEASES);
        return steps.flatMap(at -> times.stream().map(time -> Arguments.of(at, time)));
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void an_event_is_bundled_once_if_the_link_of_its_worker_is_cut(CutOffWorker.At at, Duration time) throws Exception {
        try (TestWorker next = next()) {
            next.submit(EVENT);
            Process cut = start(at);

            network.unplug();
            Instant end = Instant.now().plus(time);
            goOn(cut);
            List<Claim> taken = await().atMost(SOON)
                    .until(
                            () -> at == CutOffWorker.At.CLAIM ? next.queue.claimNext(1) : next.queue.recoverClaims(),
                            claims -> !claims.isEmpty());
            String runId = next.bundle(taken.get(0), EVENT, UnaryOperator.identity());
            await().atMost(SOON).until(() -> Instant.now().isAfter(end));
            network.plugIn();

            assertThat(cut.waitFor(END_SECONDS, TimeUnit.SECONDS))
                    .as("it notices: %s", Files.readString(log()))
                    .isTrue();
            assertThat(log()).content().containsAnyOf("dropped: ", "not claimed");
            next.assertBundledOnce(server.nearUrl(schema), EVENT);
            assertThat(TestServer.rows(server.nearUrl(schema), "SELECT run_id FROM runfolio_seals"))
                    .containsExactly(runId);
            next.pending.completeAllOf(CutOffWorker.NAME);
            next.staging.discardAllOf(CutOffWorker.NAME);
            next.staging.sweep();
            assertThat(next.layout.staging(CutOffWorker.NAME)).doesNotExist();
            assertThat(TestServer.rows(server.nearUrl(schema), "SELECT run_id FROM runfolio_run_ids"))
                    .isEmpty();
        }
    }

    @Test
    void sessions_whose_answer_was_lost_end_within_ten_seconds() throws Exception {
        try (TestWorker next = next()) {
            next.submit(EVENT);
            start(CutOffWorker.At.ANSWER);
            network.unplug();
            String asked = " AND query LIKE '%pg_sleep%'";
            await().atMost(SOON).until(() -> states(asked).equals(List.of("idle")));
            Instant answered = Instant.now();
            await().atMost(SOON).until(() -> states(asked).isEmpty());
            assertThat(Duration.between(answered, Instant.now())).isLessThan(Duration.ofSeconds(10));
        }
    }

    /** Returns the states of the sessions at the other end of the cable. */
    private List<String> states(String condition) {
        return TestServer.rows(
                server.nearUrl(schema),
                "SELECT state FROM pg_stat_activity WHERE client_addr = '" + TestNetwork.CLIENT_ADDRESS + "'"
                        + condition);
    }

    @Test
    void workers_of_which_one_is_cut_off_bundle_each_event_once() throws Exception {
        server.create(schema);
        TestWorkspace workspace = new TestWorkspace(folder);
        workspace.writePicture("a.png", 300, 200, 1);
        try (WorkerProcesses workers = new WorkerProcesses(workspace, server.nearUrl(schema))) {
            EventInbox inbox = Backends.inbox(workers.settings());
            int events = 12;
            for (int i = 0; i < events; i++) {
                byte[] event =
                        TestWorkspace.event("k" + i, "succeeded", "a.png").getBytes(StandardCharsets.UTF_8);
                inbox.submit(event, "first-" + i + ".json");
                inbox.submit(event, "second-" + i + ".json");
            }
            Process cut = workers.start(network::atClient, server.farUrl(schema));
            workers.awaitInMidWork(cut);

            network.unplug();
            Process near = workers.start();
            await().atMost(SOON).until(() -> TestServer.rows(
                            server.nearUrl(schema), "SELECT id FROM runfolio_events WHERE state <> 'done'")
                    .isEmpty());
            await().atMost(SOON).until(() -> states("").isEmpty());
            network.plugIn();

            assertThat(cut.isAlive() && near.isAlive()).isTrue();
            workers.stopAll();
            workers.assertBundledOnce(events, workers.settings());
            workers.assertNothingLeftAfterOneSweep();
        }
    }
}
