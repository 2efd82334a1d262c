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
import org.junit.jupiter.api.Test;

/** Worker processes: drained, stopped, killed, and several at once. Results are counted from outside. */
class WorkerProcessIT extends WorkspaceTestBase {
    private static final int KILLS = Boolean.getBoolean("runfolio.long") ? 12 : 2;

    @Test
    void a_drained_inbox_ends_with_zero_and_with_three_if_an_event_was_refused() {
        testWorkspace.writePicture("a.png", 200, 100, 1);
        testWorkspace.drop("a.json", TestWorkspace.event("a", "succeeded", "a.png"));
        assertThat(WorkerProcess.start(testWorkspace, "worker", "--drain").waitFor())
                .isZero();

        testWorkspace.drop("b.json", "nonsense");
        testWorkspace.drop("c.json", TestWorkspace.event("c", "succeeded", "a.png"));
        assertThat(WorkerProcess.start(testWorkspace, "worker", "--drain").waitFor())
                .isEqualTo(3);

        assertThat(testWorkspace.bundles()).hasSize(2);
        assertThat(testWorkspace.events(".failed")).contains("b.json");
        assertWhole();
    }

    @Test
    void a_stopped_worker_loses_and_refuses_nothing() {
        testWorkspace.writePicture("a.png", 1500, 1500, 1);
        int events = Boolean.getBoolean("runfolio.long") ? 40 : 16;
        for (int i = 0; i < events; i++) {
            testWorkspace.drop("e" + i + ".json", TestWorkspace.event("k" + i, "succeeded", "a.png"));
        }
        WorkerProcess worker = WorkerProcess.start(testWorkspace, "worker");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !testWorkspace.bundles().isEmpty());

        worker.stop();

        assertThat(testWorkspace.events(".failed")).isEmpty();
        String[] log = worker.log().split("\n");
        assertThat(log[log.length - 1])
                .contains("ended: " + testWorkspace.bundles().size() + " events bundled")
                .contains(Pattern.compile("returned to the inbox: ")
                                .matcher(worker.log())
                                .results()
                                .count() + " returned to the inbox");
        assertWhole();
        assertThat(testWorkspace.drain()).isZero();
        assertThat(testWorkspace.bundles()).hasSize(events);
        assertThat(testWorkspace.events(".done")).hasSize(events);
        assertWhole();
    }

    @Test
    void whenever_workers_are_killed_every_event_becomes_one_bundle_and_one_line() throws Exception {
        int events = 60;
        for (int i = 0; i < 4; i++) {
            testWorkspace.writePicture("p" + i + ".png", 400 + 100 * i, 300, i);
        }
        for (int i = 0; i < events; i++) {
            String picture = "p" + i % 50 % 4 + ".png";
            testWorkspace.drop("e" + i + ".json", TestWorkspace.event("k" + i % 50, "succeeded", picture));
        }
        Random moments = new Random(20260326);
        for (int kill = 0; kill < KILLS; kill++) {
            WorkerProcess one = WorkerProcess.start(testWorkspace, "worker", "--set", "runfolio.max-attempts=50");
            WorkerProcess two = WorkerProcess.start(testWorkspace, "worker", "--set", "runfolio.max-attempts=50");
            one.waitUpTo(Duration.ofMillis(900 + moments.nextInt(1500)));
            one.kill();
            two.waitUpTo(Duration.ofMillis(moments.nextInt(300)));
            two.kill();
            assertWhole();
        }

        assertThat(testWorkspace.drain("--set", "runfolio.max-attempts=50")).isZero();

        assertThat(testWorkspace.bundles()).hasSize(50);
        assertThat(testWorkspace.indexLines()).hasSize(50);
        assertThat(testWorkspace.events(".done")).hasSize(events);
        assertThat(testWorkspace.events("")).isEmpty();
        assertThat(testWorkspace.events(".failed")).isEmpty();
        assertThat(testWorkspace.leftovers()).isEmpty();
        assertWhole();
    }

    @Test
    void an_operator_reads_routes_and_counters_over_jmx_without_any_open_port() throws Exception {
        testWorkspace.writePicture("a.png", 64, 64, 1);
        testWorkspace.drop("good.json", TestWorkspace.event("k", "succeeded", "a.png", "missing.png"));
        testWorkspace.drop("bad.json", "{}");
        WorkerProcess worker = WorkerProcess.start(testWorkspace, "worker");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> testWorkspace.events(".done").size() == 1
                        && testWorkspace.events(".failed").size() == 2);
        VirtualMachine machine = VirtualMachine.attach(String.valueOf(worker.pid()));
        String address = machine.startLocalManagementAgent();
        machine.detach();

        try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(address))) {
            MBeanServerConnection server = connector.getMBeanServerConnection();
            ObjectName ledger = new ObjectName("io.runfolio:type=Ledger");
            await().atMost(Duration.ofMinutes(1))
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
    void an_event_that_exhausts_the_heap_is_refused_after_three_processes() throws Exception {
        testWorkspace.writeInterlacedPng("huge.png", 9_000);
        testWorkspace.drop("huge.json", TestWorkspace.event("huge", "succeeded", "huge.png"));

        List<Integer> exitCodes = new ArrayList<>();
        while (exitCodes.size() < 6 && !testWorkspace.events(".failed").contains("huge.json")) {
            exitCodes.add(
                    WorkerProcess.start(testWorkspace, "worker", "--drain").waitFor());
        }

        assertThat(exitCodes).containsExactly(1, 1, 1, 3);
        JsonNode error = TestWorkspace.json(testWorkspace.inbox.resolve(".failed/huge.error.json"));
        assertThat(error.get("code").asText()).isEqualTo("attempts_exhausted");
        assertThat(error.get("message").asText()).contains("heap");
        assertThat(testWorkspace.bundles()).isEmpty();
        assertThat(testWorkspace.leftovers()).isEmpty();
    }

    @Test
    void a_running_worker_listens_on_no_socket() throws Exception {
        assumeThat(Path.of("/proc/self/net/tcp")).exists();
        testWorkspace.drop("a.json", TestWorkspace.event("k", "succeeded"));
        WorkerProcess worker = WorkerProcess.start(testWorkspace, "worker");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> testWorkspace.events(".done").size() == 1);
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
        testWorkspace.drop("a.json", TestWorkspace.event("event-7", "succeeded"));

        WorkerProcess.start(testWorkspace, "worker", "--drain", "--set", "runfolio.log.format=json")
                .waitFor();

        assertThat(Files.readAllLines(testWorkspace.root.resolve("worker.log")))
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
        for (Path bundle : testWorkspace.bundles()) {
            JsonNode run = TestWorkspace.json(bundle.resolve("run.json"));
            assertThat(bundle.resolve("manifest.json")).exists();
            assertThat(bundle.resolve("notes.md")).exists();
            assertThat(eventIds.add(run.at("/source_metadata/runfolio/event_id").asText()))
                    .as("one bundle an event")
                    .isTrue();
            for (JsonNode output : run.get("outputs")) {
                Path original = bundle.resolve(output.get("relative_path").asText());
                assertThat(TestWorkspace.sha256(original))
                        .isEqualTo(output.get("sha256").asText());
                for (JsonNode derivative : output.get("derivatives")) {
                    Path file = bundle.resolve(derivative.get("relative_path").asText());
                    assertThat(TestWorkspace.sha256(file))
                            .isEqualTo(derivative.get("sha256").asText());
                }
            }
        }
        List<String> runs = new ArrayList<>();
        // after a kill the last line may be torn; the next start repairs it
        for (String line : completeLines()) {
            runs.add(line.replaceAll(".*\"run_id\": \"([^\"]+)\".*", "$1"));
        }
        assertThat(runs).doesNotHaveDuplicates();
        for (String run : runs) {
            assertThat(testWorkspace.bundles().stream()
                            .map(path -> path.getFileName().toString()))
                    .contains(run);
        }
    }

    private List<String> completeLines() {
        Path index = testWorkspace.outputs.resolve("index.jsonl");
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
