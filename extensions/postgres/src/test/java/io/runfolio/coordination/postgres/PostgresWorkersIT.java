package io.runfolio.coordination.postgres;

import static io.runfolio.coordination.postgres.WorkerProcesses.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runfolio.TestWorkspace;
import io.runfolio.cli.RunfolioCommand;
import io.runfolio.coordination.EventInbox;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Worker processes on one database: one is killed, one is frozen and wakes, one goes on. */
class PostgresWorkersIT {
    private static final int EVENTS = Boolean.getBoolean("runfolio.long") ? 500 : 50;

    @TempDir
    Path folder;

    private final String url = TestServer.newSchema();
    private TestWorkspace workspace;
    private RunfolioSettings settings;
    private WorkerProcesses workers;

    @BeforeEach
    void prepare() {
        workspace = new TestWorkspace(folder);
        workers = new WorkerProcesses(workspace, url);
    }

    @AfterEach
    void stop() {
        workers.close();
        Backends.disconnect();
    }

    private List<String> rows(String sql) {
        return TestServer.rows(url, sql);
    }

    private void assertThatLostTablesAreRebuilt(EventInbox inbox) {
        TestServer.execute(url, "DELETE FROM runfolio_events");
        TestServer.execute(url, "DELETE FROM runfolio_seals");
        List<String> command = new ArrayList<>(List.of("index", "rebuild", "--coordination"));
        command.addAll(workspace.options());
        WorkerProcesses.SETTINGS.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
        command.addAll(List.of("--set", "runfolio.coordination.postgres.url=" + url));
        assertThat(RunfolioCommand.execute(command.toArray(String[]::new))).isZero();
        WorkerProcesses.assertNoFindings(settings);
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
        settings = workers.settings();
        workspace.writePicture("a.png", 300, 200, 1);
        EventInbox inbox = Backends.inbox(settings);
        submitAll(inbox);
        submitAll(inbox);
        assertThat(inbox.status().waiting()).isEqualTo(EVENTS);

        Process victim = workers.start();
        workers.awaitInMidWork(victim);
        victim.destroyForcibly().waitFor();
        Process frozen = workers.start();
        workers.awaitInMidWork(frozen);
        WorkerProcesses.signal(frozen, "STOP");
        workers.start();
        await().atMost(SOON).until(() -> rows("SELECT id FROM runfolio_events WHERE state <> 'done'")
                .isEmpty());
        WorkerProcesses.signal(frozen, "CONT");
        await().atMost(SOON)
                .until(() -> rows("SELECT name FROM runfolio_workers WHERE kind = 'events'"
                                        + " AND seen > now() - interval '2 seconds' AND name LIKE '%-" + frozen.pid()
                                        + "-%'")
                                .size()
                        == 1);
        workers.stopAll();

        assertThat(rows("SELECT run_id FROM runfolio_run_ids")).isEmpty();
        workers.assertBundledOnce(EVENTS, settings);
        assertThat(inbox.status().done()).isEqualTo(EVENTS);
        assertThatLostTablesAreRebuilt(inbox);
        workers.assertNoSecretInLogs();
    }
}
