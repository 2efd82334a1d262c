package io.runfolio.coordination.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runfolio.TestWorkspace;
import io.runfolio.cli.RunfolioCommand;
import io.runfolio.coordination.EventInbox;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import io.runfolio.work.Verification;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Worker processes on one database: one is killed, one is frozen and wakes, one goes on. */
class PostgresWorkersIT {
    private static final int EVENTS = Boolean.getBoolean("runfolio.long") ? 500 : 50;
    private static final Duration SOON = Duration.ofMinutes(2);

    private static final Map<String, String> COORDINATION = Map.of(
            "runfolio.coordination", "postgres",
            "runfolio.coordination.postgres.user", "postgres",
            "runfolio.coordination.postgres.lease", "2s");

    @TempDir
    Path folder;

    private final String url = TestServer.newSchema();
    private final List<Process> workers = new ArrayList<>();
    private TestWorkspace workspace;
    private RunfolioSettings settings;

    @AfterEach
    void stop() {
        workers.forEach(Process::destroyForcibly);
        Backends.disconnect();
    }

    private Process worker() throws IOException {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + workspace.temporary,
                "-cp",
                classPath,
                "io.runfolio.cli.RunfolioCommand",
                "worker"));
        command.addAll(workspace.options());
        command.addAll(List.of("--set", "runfolio.queue-length=2"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("worker-" + workers.size() + ".log").toFile()));
        builder.environment().put("RUNFOLIO_COORDINATION", "postgres");
        builder.environment().put("RUNFOLIO_COORDINATION_POSTGRES_URL", url);
        builder.environment().put("RUNFOLIO_COORDINATION_POSTGRES_USER", "postgres");
        builder.environment().put("RUNFOLIO_COORDINATION_POSTGRES_PASSWORD", "hush-hush-4711");
        builder.environment().put("RUNFOLIO_COORDINATION_POSTGRES_LEASE", "2s");
        Process process = builder.start();
        workers.add(process);
        return process;
    }

    private static void signal(Process process, String name) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
        assertThat(kill.waitFor(5, TimeUnit.SECONDS)).isTrue();
    }

    private List<String> rows(String sql) {
        return TestServer.rows(url, sql);
    }

    /** Waits until a worker has an attempt in progress, so that it is stopped in the middle of its work. */
    private void awaitInMidWork(Process worker) {
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> !rows("SELECT id FROM runfolio_events WHERE state = 'claimed' AND attempts > 0"
                                + " AND worker LIKE '%-" + worker.pid() + "-%'")
                        .isEmpty());
    }

    private void assertThatLostTablesAreRebuilt(EventInbox inbox) {
        TestServer.execute(url, "DELETE FROM runfolio_events");
        TestServer.execute(url, "DELETE FROM runfolio_seals");
        List<String> command = new ArrayList<>(List.of("index", "rebuild", "--coordination"));
        command.addAll(workspace.options());
        COORDINATION.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
        command.addAll(List.of("--set", "runfolio.coordination.postgres.url=" + url));
        assertThat(RunfolioCommand.execute(command.toArray(String[]::new))).isZero();
        assertThat(Verification.of(Backends.outputs(settings), Backends.audit(settings), settings, (done, of) -> {})
                        .findings())
                .isEmpty();
        submitAll(inbox);
        assertThat(inbox.status().done()).isEqualTo(EVENTS);
        assertThat(inbox.status().waiting()).isZero();
    }

    private static void submitAll(EventInbox inbox) {
        for (int i = 0; i < EVENTS; i++) {
            byte[] event = TestWorkspace.event("k" + i, "succeeded", "a.png").getBytes(StandardCharsets.UTF_8);
            inbox.submit(event, "k" + i + ".json");
        }
    }

    @Test
    void each_event_is_bundled_once_while_workers_are_killed_and_frozen() throws Exception {
        workspace = new TestWorkspace(folder);
        List<String> keys = new ArrayList<>(List.of("runfolio.coordination.postgres.url", url));
        COORDINATION.forEach((key, value) -> keys.addAll(List.of(key, value)));
        settings = workspace.settings(keys.toArray(String[]::new));
        workspace.writePicture("a.png", 300, 200, 1);
        EventInbox inbox = Backends.inbox(settings);
        submitAll(inbox);
        submitAll(inbox);
        assertThat(inbox.status().waiting()).isEqualTo(EVENTS);

        Process victim = worker();
        awaitInMidWork(victim);
        victim.destroyForcibly().waitFor();
        Process frozen = worker();
        awaitInMidWork(frozen);
        signal(frozen, "STOP");
        worker();
        await().atMost(SOON).until(() -> rows("SELECT id FROM runfolio_events WHERE state <> 'done'")
                .isEmpty());
        signal(frozen, "CONT");
        await().atMost(SOON)
                .until(() -> rows("SELECT name FROM runfolio_workers WHERE kind = 'events'"
                                        + " AND seen > now() - interval '2 seconds' AND name LIKE '%-" + frozen.pid()
                                        + "-%'")
                                .size()
                        == 1);
        for (Process process : workers) {
            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }

        List<String> expected =
                IntStream.range(0, EVENTS).mapToObj(i -> "k" + i).sorted().toList();
        assertThat(workspace.bundles().stream()
                        .map(bundle -> TestWorkspace.json(bundle.resolve("run.json"))
                                .at("/source_metadata/runfolio/event_id")
                                .asText())
                        .sorted())
                .isEqualTo(expected);
        assertThat(workspace.indexLines()).hasSize(EVENTS);
        assertThat(rows("SELECT event_id FROM runfolio_seals WHERE published ORDER BY event_id COLLATE \"C\""))
                .isEqualTo(expected);
        assertThat(rows("SELECT run_id FROM runfolio_run_ids")).isEmpty();
        Verification.Report report =
                Verification.of(Backends.outputs(settings), Backends.audit(settings), settings, (done, of) -> {});
        assertThat(report.findings()).isEmpty();
        assertThat(inbox.status().done()).isEqualTo(EVENTS);
        assertThatLostTablesAreRebuilt(inbox);
        for (int i = 0; i < workers.size(); i++) {
            assertThat(Files.readString(folder.resolve("worker-" + i + ".log"))).doesNotContain("hush-hush");
        }
    }
}
