package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.runfolio.cli.RunfolioCommand;
import io.runfolio.flow.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real worker is killed between any two changes that it makes below its folders: after the k-th rename, link, unlink, folder, truncation or flush, over all threads, and at the entry of a write. The next
 * worker must bring all to its one right end. The short form takes some k, evenly; {@code -Drunfolio.long=true} takes every one.
 */
class KillEverywhereIT {
    private static final int SHORT_CHANGES = 10;
    private static final int SHORT_WRITES = 3;
    /** No thread writes more often below the folders for one event. */
    private static final int WRITES = 40;

    @TempDir
    Path folder;

    @Test
    void between_whichever_two_changes_a_kill_comes_the_events_come_to_their_one_right_end() throws Exception {
        assumeThat(Strace.works()).as("strace is there and may trace").isTrue();
        Workshop unharmed = fill("unharmed");
        int changes = (int) Strace.killAfter(unharmed, Integer.MAX_VALUE);
        assertThat(changes).isGreaterThan(40);
        assertThat(problems(unharmed)).isEmpty();

        List<String> wrong = new ArrayList<>();
        for (int k : moments(changes, SHORT_CHANGES)) {
            Workshop workshop = fill("change-" + k);
            Strace.killAfter(workshop, k);
            wrong.addAll(afterTheNextWorker(workshop));
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void at_whichever_write_a_kill_comes_the_events_come_to_their_one_right_end() throws Exception {
        assumeThat(Strace.works()).as("strace is there and may trace").isTrue();
        List<String> wrong = new ArrayList<>();
        for (int k : moments(WRITES, SHORT_WRITES)) {
            Workshop workshop = fill("write-" + k);
            Strace.drain(
                    workshop,
                    List.of("--seccomp-bpf", "-e", "trace=write", "-e", "inject=write:signal=SIGKILL:when=" + k));
            wrong.addAll(afterTheNextWorker(workshop));
        }
        assertThat(wrong).isEmpty();
    }

    private static List<Integer> moments(int count, int atMost) {
        int wanted = Boolean.getBoolean("runfolio.long") ? count : Math.min(count, atMost);
        return IntStream.rangeClosed(1, wanted)
                .mapToObj(i -> i * count / wanted)
                .toList();
    }

    private static List<String> afterTheNextWorker(Workshop workshop) {
        int code = RunfolioCommand.execute(
                "worker",
                "--drain",
                "--inbox",
                workshop.inbox.toString(),
                "--outputs",
                workshop.outputs.toString(),
                "--set",
                "runfolio.source-roots=" + workshop.root,
                "--set",
                "runfolio.poll-interval=50ms");
        List<String> problems = new ArrayList<>(problems(workshop));
        if (code != 0 && code != 3) { // 3: the refusal came after the kill
            problems.add("exit code " + code);
        }
        return problems.stream()
                .map(problem -> workshop.root.getFileName() + ": " + problem)
                .toList();
    }

    private Workshop fill(String name) throws IOException {
        Workshop workshop = new Workshop(Files.createDirectories(folder.resolve(name)));
        workshop.picture("a.png", 40, 30, 1);
        workshop.drop("good.json", Workshop.event("good", "succeeded", "a.png"));
        workshop.drop("bad.json", "{\"nonsense\": true}");
        return workshop;
    }

    private static List<String> problems(Workshop workshop) {
        Verification.Report report = Verification.of(workshop.settings().folders(), (done, of) -> {});
        List<String> problems = new ArrayList<>();
        report.findings().forEach(finding -> problems.add(finding.toString()));
        if (report.bundles() != 1 || report.lines() != 1 || report.events() != 2) {
            problems.add(report.toString());
        }
        if (!workshop.events(".done").equals(List.of("good.json"))) {
            problems.add("done: " + workshop.events(".done"));
        }
        if (!workshop.events(".failed").equals(List.of("bad.error.json", "bad.json"))) {
            problems.add("failed: " + workshop.events(".failed"));
        }
        return problems;
    }
}
