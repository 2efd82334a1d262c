package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.tools.attach.VirtualMachine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real worker processes: drained, stopped, killed, and several at once. What came of it is counted from outside. */
class WorkerProcessIT {
    @TempDir
    Path folder;

    private Workshop workshop;

    @BeforeEach
    void open() {
        workshop = new Workshop(folder);
    }

    @Test
    void a_drained_inbox_ends_with_zero_and_with_three_if_an_event_was_refused() {
        workshop.picture("a.png", 200, 100, 1);
        workshop.drop("a.json", Workshop.event("a", "succeeded", "a.png"));
        assertThat(WorkerProcess.start(workshop, "worker", "--drain").waitFor()).isZero();

        workshop.drop("b.json", "nonsense");
        workshop.drop("c.json", Workshop.event("c", "succeeded", "a.png"));
        assertThat(WorkerProcess.start(workshop, "worker", "--drain").waitFor()).isEqualTo(3);

        assertThat(workshop.bundles()).hasSize(2);
        assertThat(workshop.events(".failed")).contains("b.json");
        assertWhole();
    }

    @Test
    void a_worker_that_is_told_to_stop_loses_nothing_and_fails_nothing() {
        workshop.picture("a.png", 1500, 1500, 1);
        int events = 40;
        for (int i = 0; i < events; i++) {
            workshop.drop("e" + i + ".json", Workshop.event("k" + i, "succeeded", "a.png"));
        }
        WorkerProcess worker = WorkerProcess.start(workshop, "worker");
        await().atMost(Duration.ofSeconds(60)).until(() -> !workshop.bundles().isEmpty());

        worker.stop();

        assertThat(workshop.events(".failed")).isEmpty();
        String[] log = worker.log().split("\n");
        assertThat(log[log.length - 1])
                .contains("ended: " + workshop.bundles().size() + " events bundled")
                .contains(Pattern.compile("returned to the inbox: ")
                                .matcher(worker.log())
                                .results()
                                .count() + " returned to the inbox");
        assertWhole();
        assertThat(WorkerProcess.start(workshop, "worker", "--drain").waitFor()).isZero();
        assertThat(workshop.bundles()).hasSize(events);
        assertThat(workshop.events(".done")).hasSize(events);
        assertWhole();
    }

    @Test
    void whenever_workers_are_killed_every_event_becomes_one_bundle_and_one_line() throws Exception {
        int events = 60;
        for (int i = 0; i < 4; i++) {
            workshop.picture("p" + i + ".png", 400 + 100 * i, 300, i);
        }
        for (int i = 0; i < events; i++) {
            String picture = "p" + i % 50 % 4 + ".png";
            workshop.drop("e" + i + ".json", Workshop.event("k" + i % 50, "succeeded", picture));
        }
        Random moments = new Random(20260326);
        for (int kill = 0; kill < 12; kill++) {
            WorkerProcess one = WorkerProcess.start(workshop, "worker", "--set", "runfolio.max-attempts=50");
            WorkerProcess two = WorkerProcess.start(workshop, "worker", "--set", "runfolio.max-attempts=50");
            one.livesFor(Duration.ofMillis(900 + moments.nextInt(1500)));
            one.kill();
            two.livesFor(Duration.ofMillis(moments.nextInt(300)));
            two.kill();
            assertWhole();
        }

        assertThat(WorkerProcess.start(workshop, "worker", "--drain", "--set", "runfolio.max-attempts=50")
                        .waitFor())
                .isZero();

        assertThat(workshop.bundles()).hasSize(50);
        assertThat(workshop.indexLines()).hasSize(50);
        assertThat(workshop.events(".done")).hasSize(events);
        assertThat(workshop.events("")).isEmpty();
        assertThat(workshop.events(".failed")).isEmpty();
        assertThat(workshop.leftovers()).isEmpty();
        assertWhole();
    }

    @Test
    void an_operator_reads_routes_and_counters_over_jmx_without_any_open_port() throws Exception {
        workshop.picture("a.png", 64, 64, 1);
        workshop.drop("good.json", Workshop.event("k", "succeeded", "a.png", "missing.png"));
        workshop.drop("bad.json", "{}");
        WorkerProcess worker = WorkerProcess.start(workshop, "worker");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> workshop.events(".done").size() == 1
                        && workshop.events(".failed").size() == 2);
        VirtualMachine machine = VirtualMachine.attach(String.valueOf(worker.pid()));
        String address = machine.startLocalManagementAgent();
        machine.detach();

        try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(address))) {
            MBeanServerConnection server = connector.getMBeanServerConnection();
            ObjectName ledger = new ObjectName("io.runfolio:type=Ledger");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> (Long) server.getAttribute(ledger, "EventsInFlight") == 0);
            assertThat(server.getAttribute(ledger, "EventsSeen")).isEqualTo(2L);
            assertThat(server.getAttribute(ledger, "EventsBundled")).isEqualTo(1L);
            assertThat(server.getAttribute(ledger, "EventsRefused")).isEqualTo(1L);
            assertThat(server.getAttribute(ledger, "AssetsReady")).isEqualTo(1L);
            assertThat(server.getAttribute(ledger, "AssetsFailed")).isEqualTo(1L);
            ObjectName route = new ObjectName("org.apache.camel:context=runfolio,type=routes,name=\"runfolio-bundle\"");
            assertThat(server.getAttribute(route, "ExchangesTotal")).isEqualTo(1L);
        } finally {
            assertThat(worker.stop()).isIn(0, 143);
        }
    }

    @Test
    void an_event_that_exhausts_the_heap_ends_the_process_and_is_refused_after_three_attempts() throws Exception {
        workshop.interlaced("huge.png", 9_000);
        workshop.drop("huge.json", Workshop.event("huge", "succeeded", "huge.png"));

        List<Integer> exitCodes = new ArrayList<>();
        while (exitCodes.size() < 6 && !workshop.events(".failed").contains("huge.json")) {
            exitCodes.add(WorkerProcess.start(workshop, "worker", "--drain").waitFor());
        }

        assertThat(exitCodes).containsExactly(1, 1, 1, 3);
        JsonNode error = Workshop.json(workshop.inbox.resolve(".failed/huge.error.json"));
        assertThat(error.get("code").asText()).isEqualTo("attempts_exhausted");
        assertThat(error.get("message").asText()).contains("heap");
        assertThat(workshop.bundles()).isEmpty();
        assertThat(workshop.leftovers()).isEmpty();
    }

    @Test
    void a_running_worker_listens_on_no_socket() throws Exception {
        assumeThat(Path.of("/proc/self/net/tcp")).exists();
        workshop.drop("a.json", Workshop.event("k", "succeeded"));
        WorkerProcess worker = WorkerProcess.start(workshop, "worker");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> workshop.events(".done").size() == 1);
        Path proc = Path.of("/proc", String.valueOf(worker.pid()));
        Set<String> sockets = new HashSet<>();
        try (Stream<Path> handles = Files.list(proc.resolve("fd"))) {
            for (Path handle : handles.toList()) {
                if (Files.isSymbolicLink(handle)) {
                    sockets.add(Files.readSymbolicLink(handle).toString());
                }
            }
        }
        for (String table : List.of("net/tcp", "net/tcp6", "net/udp", "net/udp6")) {
            List<String> open = Files.readAllLines(proc.resolve(table)).stream()
                    .skip(1)
                    .filter(line -> sockets.contains("socket:[" + line.strip().split("\\s+")[9] + "]"))
                    .toList();
            assertThat(open).as(table).isEmpty();
        }
        worker.stop();
    }

    @Test
    void the_log_carries_event_and_run_as_json_lines() throws Exception {
        workshop.drop("a.json", Workshop.event("event-7", "succeeded"));

        WorkerProcess.start(workshop, "worker", "--drain", "--set", "runfolio.log.format=json")
                .waitFor();

        assertThat(Files.readAllLines(workshop.root.resolve("worker.log")))
                .filteredOn(line -> line.contains("bundled 2026"))
                .singleElement()
                .satisfies(line -> assertThat(new com.fasterxml.jackson.databind.ObjectMapper()
                                .readTree(line)
                                .get("mdc")
                                .toString())
                        .contains("event-7")
                        .contains("20260326_214512_test_model"));
    }

    /** Every visible bundle is complete and as its records say; every index line points to one, once. */
    private void assertWhole() {
        Set<String> eventIds = new HashSet<>();
        for (Path bundle : workshop.bundles()) {
            JsonNode run = Workshop.json(bundle.resolve("run.json"));
            assertThat(bundle.resolve("manifest.json")).exists();
            assertThat(bundle.resolve("notes.md")).exists();
            assertThat(eventIds.add(run.at("/source_metadata/runfolio/event_id").asText()))
                    .as("one bundle an event")
                    .isTrue();
            for (JsonNode output : run.get("outputs")) {
                Path original = bundle.resolve(output.get("relative_path").asText());
                assertThat(Workshop.sha256(original))
                        .isEqualTo(output.get("sha256").asText());
                for (JsonNode derivative : output.get("derivatives")) {
                    Path file = bundle.resolve(derivative.get("relative_path").asText());
                    assertThat(Workshop.sha256(file))
                            .isEqualTo(derivative.get("sha256").asText());
                }
            }
        }
        List<String> runs = new ArrayList<>();
        // after a kill the last line may be torn; the next start mends it
        for (String line : completeLines()) {
            runs.add(line.replaceAll(".*\"run_id\": \"([^\"]+)\".*", "$1"));
        }
        assertThat(runs).doesNotHaveDuplicates();
        for (String run : runs) {
            assertThat(workshop.bundles().stream()
                            .map(path -> path.getFileName().toString()))
                    .contains(run);
        }
    }

    private List<String> completeLines() {
        Path index = workshop.outputs.resolve("index.jsonl");
        if (!Files.exists(index)) {
            return List.of();
        }
        try (Stream<String> lines = Files.lines(index)) {
            return lines.filter(line -> line.endsWith("}")).toList();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
