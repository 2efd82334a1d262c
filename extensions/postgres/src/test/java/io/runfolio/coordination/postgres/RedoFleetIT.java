package io.runfolio.coordination.postgres;

import static io.runfolio.coordination.postgres.WorkerProcesses.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runfolio.TestWorkspace;
import io.runfolio.cli.RunfolioCommand;
import io.runfolio.coordination.EventInbox;
import io.runfolio.coordination.job.Job;
import io.runfolio.coordination.job.JobQueue;
import io.runfolio.coordination.job.JobState;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A job over the library by two worker processes, of which one is killed or frozen in a task. */
@EnabledOnOs(OS.LINUX)
class RedoFleetIT {
    private static final int RUNS = 8;
    private static final int OUTPUTS = 2;
    private static final int LATER = 3;
    private static final String[] OPTIONS = {"runfolio.redo.backlog=4", "runfolio.min-free=1MiB"};

    @TempDir
    Path folder;

    private final String url = TestServer.newSchema();
    private TestWorkspace workspace;
    private WorkerProcesses workers;
    private RunfolioSettings settings;

    @BeforeEach
    void prepare() {
        workspace = new TestWorkspace(folder);
        workers = new WorkerProcesses(workspace, url);
        settings = workers.settings();
        workspace.writePicture("a.png", 900, 700, 1);
        workspace.writePicture("b.png", 800, 900, 2);
    }

    @AfterEach
    void stop() {
        workers.close();
        Backends.disconnect();
    }

    private void submit(int from, int to) {
        EventInbox inbox = Backends.inbox(settings);
        for (int i = from; i < to; i++) {
            String event = TestWorkspace.event("k" + i, "succeeded", "a.png", "b.png");
            inbox.submit(event.getBytes(StandardCharsets.UTF_8), "k" + i + ".json");
        }
    }

    private void awaitBundled(int events) {
        await().atMost(SOON)
                .until(() -> TestServer.rows(url, "SELECT run_id FROM runfolio_seals WHERE published")
                                .size()
                        == events);
    }

    private void queue() {
        List<String> command = new ArrayList<>(
                List.of("redo", "--queue", "--all", "--settings", "image_web_format=jpg", "--by", "test"));
        command.addAll(workspace.options());
        WorkerProcesses.SETTINGS.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
        command.addAll(List.of("--set", "runfolio.coordination.postgres.url=" + url));
        assertThat(RunfolioCommand.execute(command.toArray(String[]::new))).isZero();
    }

    /** Returns whether the only worker is making derivatives, and has the right to those of the run. */
    private boolean isMaking(Process worker) {
        return !TestServer.rows(url, "SELECT key FROM runfolio_job_tasks WHERE worker LIKE '%-" + worker.pid() + "-%'")
                        .isEmpty()
                && hasStaged()
                && !isWritingLedger();
    }

    /** Returns whether a ledger is locked: a worker that is frozen then delays the others, as documented. */
    private boolean isWritingLedger() {
        String schema = url.substring(url.indexOf("currentSchema=") + "currentSchema=".length());
        long kind = Integer.toUnsignedLong(AdvisoryLocks.hash("runfolio " + schema + " review-logs"));
        return !TestServer.rows(
                        url,
                        "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND granted"
                                + " AND classid::bigint = " + kind)
                .isEmpty();
    }

    private boolean hasStaged() {
        try (Stream<Path> owners = Files.list(workspace.outputs.resolve(".runfolio/staging"))) {
            return owners.anyMatch(owner -> owner.getFileName().toString().startsWith("derive-"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops a worker in its tracks while it has a task. */
    private void freezeInTask(Process worker) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(5)).until(() -> {
            if (!isMaking(worker)) {
                return false;
            }
            WorkerProcesses.signal(worker, "STOP");
            boolean isInTask = isMaking(worker);
            if (!isInTask) {
                WorkerProcesses.signal(worker, "CONT");
            }
            return isInTask;
        });
    }

    private Job job() {
        JobQueue jobs = Backends.jobs(settings, "");
        assertThat(jobs.jobs()).hasSize(1);
        return jobs.jobs().get(0);
    }

    private void assertThatEachOutputWasMadeOnce() throws IOException {
        assertThat(job())
                .extracting(Job::state, Job::done, Job::failed, Job::skipped, Job::left)
                .containsExactly(JobState.DONE, (long) RUNS * OUTPUTS, 0L, 0L, 0L);
        int redone = 0;
        for (Path bundle : workspace.bundles()) {
            Path ledger = bundle.resolve("ledger.jsonl");
            redone += Files.exists(ledger) ? Files.readAllLines(ledger).size() : 0;
        }
        assertThat(redone).isEqualTo(RUNS * OUTPUTS);
        try (Stream<Path> files = Files.walk(workspace.outputs)) {
            assertThat(files.filter(file -> file.toString().matches(".*/web/.*[.]redo-.*[.]jpg")))
                    .hasSize(RUNS * OUTPUTS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "STOP"})
    void the_others_go_on_where_a_worker_was_and_events_come_in_between(String signal) throws Exception {
        submit(0, RUNS);
        Process victim = workers.start(OPTIONS);
        awaitBundled(RUNS);
        queue();
        freezeInTask(victim);
        WorkerProcesses.signal(victim, signal);
        workers.start(OPTIONS);
        submit(RUNS, RUNS + LATER);
        awaitBundled(RUNS + LATER);
        await().atMost(SOON).until(() -> job().state() == JobState.DONE);
        assertThatEachOutputWasMadeOnce();

        WorkerProcesses.signal(victim, "CONT");
        workers.stopAll();
        assertThatEachOutputWasMadeOnce();
        assertThat(workspace.bundles()).hasSize(RUNS + LATER);
        workers.assertNothingLeftAfterOneSweep(OPTIONS);
        workers.stopAll();
        WorkerProcesses.assertNoFindings(settings);
    }
}
