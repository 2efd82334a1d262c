package io.runfolio.workflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.runfolio.JavaProgram;
import io.runfolio.Strace;
import io.runfolio.workflow.run.RunState;
import io.runfolio.workflow.run.StartRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A worker process is killed before any entry or change on disk, and a living one goes on. */
@Timeout(1_800)
class WorkflowKillIT {
    /** Entries from kill to kill in the short form. */
    private static final int SHORT_STEP = 9;

    /** Changes from kill to kill in the short form. */
    private static final int SHORT_CALLS = 41;

    private static final int PAUSE_MICROS = 10_000;

    /** System calls that flush, or change folders, without those that create a folder. */
    private static final String CHANGES = "/^(rename(at2?)?|linkat|link|unlink(at)?|fsync|fdatasync|ftruncate)$";

    private static final int MAX_ENTRIES = 400;
    private static final Duration ENOUGH = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    static void templates(Path root) throws IOException {
        Path templates = Files.createDirectories(root.resolve("templates"));
        Files.writeString(templates.resolve("report.json"), WorkflowEngineTest.REPORT.replace('\'', '"'));
        Files.writeString(templates.resolve("infographic.json"), ChildRunTest.INFOGRAPHIC.replace('\'', '"'));
    }

    @Test
    void runs_end_once_wherever_a_worker_process_is_killed_next_to_a_living_one() throws Exception {
        kill(SHORT_STEP, n -> start(folder.resolve("kill-" + n), n, List.of()));
    }

    @Test
    void runs_end_once_wherever_a_worker_process_is_killed_between_two_changes_on_disk() throws Exception {
        assumeThat(Strace.works()).as("strace is there and may trace").isTrue();
        kill(SHORT_CALLS, n -> killedAfter(folder.resolve("kill-" + n), n));
    }

    /** Kills a process after its n-th change. Each change is held up, so that the kill comes before the next. */
    private static Process killedAfter(Path root, int n) throws IOException {
        Path log = root.resolve("calls.log");
        Process traced = start(
                root,
                WorkflowProgram.NEVER,
                List.of(
                        "strace",
                        "-f",
                        "-qq",
                        "-o",
                        log.toString(),
                        "--seccomp-bpf",
                        "-e",
                        "trace=" + CHANGES,
                        "-e",
                        "inject=" + CHANGES + ":delay_exit=" + PAUSE_MICROS));
        while (traced.isAlive() && lines(log) < n) {
            LockSupport.parkNanos(500_000);
        }
        // strace itself would let go of the process when killed
        traced.children().forEach(ProcessHandle::destroyForcibly);
        return traced;
    }

    private static long lines(Path log) throws IOException {
        return Files.exists(log) ? Files.readString(log).lines().count() : 0;
    }

    /** Starts a process that is killed at its n-th entry or change. */
    private interface Victim {
        Process start(int n) throws IOException;
    }

    private void kill(int shortStep, Victim victim) throws Exception {
        int step = Boolean.getBoolean("runfolio.long") ? 1 : shortStep;
        List<String> problems = new ArrayList<>();
        int kills = 0;
        boolean wasKilled = true;
        for (int n = 1; wasKilled && n < MAX_ENTRIES; n += step) {
            Path root = folder.resolve("kill-" + n);
            templates(root);
            wasKilled = killedAt(root, n, victim, problems);
            kills += wasKilled ? 1 : 0;
        }
        System.out.println("workflow kills: " + kills);
        assertThat(problems).isEmpty();
        assertThat(kills).isGreaterThan(2);
    }

    /** Returns whether the process was killed before its runs had ended. */
    private static boolean killedAt(Path root, int n, Victim kill, List<String> problems) throws Exception {
        try (WorkflowProgram sibling = new WorkflowProgram(root, WorkflowProgram.NEVER)) {
            Set<String> started = new HashSet<>();
            for (int i = 0; i < 3; i++) {
                started.add(sibling.runs
                        .start(new StartRequest(
                                "infographic",
                                Optional.empty(),
                                WorkflowBench.json("{'topic': 'tea " + i + "'}"),
                                "tester",
                                Optional.empty()))
                        .path("id")
                        .asText());
            }
            Process victim = kill.start(n);
            assertThat(victim.waitFor(ENOUGH.toSeconds(), TimeUnit.SECONDS)).isTrue();
            boolean wasKilled = victim.exitValue() == 137;
            Thread working = sibling.startWorking();
            await(sibling, started, problems, n);
            sibling.close();
            working.join();
            EndedRuns.problems(root, started).forEach(problem -> problems.add(n + ": " + problem));
            return wasKilled;
        }
    }

    private static Process start(Path root, int haltAt, List<String> before) throws IOException {
        return new ProcessBuilder(JavaProgram.command(
                        before, WorkflowProgram.class, List.of(root.toString(), String.valueOf(haltAt))))
                .redirectErrorStream(true)
                .redirectOutput(root.resolve("victim.log").toFile())
                .start();
    }

    private static void await(WorkflowProgram sibling, Set<String> started, List<String> problems, int n)
            throws InterruptedException {
        long end = System.nanoTime() + ENOUGH.toNanos();
        while (System.nanoTime() < end) {
            if (sibling.parts.inbox().names().isEmpty()) {
                break;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        for (String id : started) {
            String state = sibling.runs.find(id).orElseThrow().path("state").asText();
            if (!state.equals(RunState.COMPLETED.jsonName())) {
                problems.add(n + ": " + id + " is " + state);
            }
        }
    }
}
