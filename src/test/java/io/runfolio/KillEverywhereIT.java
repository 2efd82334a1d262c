package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.runfolio.work.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A worker process is killed between any two of its changes to the file system. A kill follows the k-th rename, link,
 * unlink, folder, truncation or flush, over all threads, or precedes a write. The next worker must complete the work.
 * The short form takes some k, evenly; {@code -Drunfolio.long=true} takes every one.
 */
class KillEverywhereIT {
    private static final int SHORT_CHANGES = 4;
    private static final int SHORT_WRITES = 2;
    /** No thread writes more often below the folders for one event. */
    private static final int WRITES = 40;

    @TempDir
    Path folder;

    @Test
    void a_kill_between_any_two_changes_leaves_each_event_bundled_once() throws Exception {
        assumeThat(Strace.works()).as("strace is there and may trace").isTrue();
        TestWorkspace unharmed = fill("unharmed");
        int changes = (int) Strace.killAfter(unharmed, Integer.MAX_VALUE);
        assertThat(changes).isGreaterThan(40);
        assertThat(problems(unharmed)).isEmpty();

        List<String> wrong = new ArrayList<>();
        for (int k : moments(changes, SHORT_CHANGES)) {
            TestWorkspace testWorkspace = fill("change-" + k);
            Strace.killAfter(testWorkspace, k);
            wrong.addAll(afterTheNextWorker(testWorkspace));
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void a_kill_at_any_write_leaves_each_event_bundled_once() throws Exception {
        assumeThat(Strace.works()).as("strace is there and may trace").isTrue();
        List<String> wrong = new ArrayList<>();
        for (int k : moments(WRITES, SHORT_WRITES)) {
            TestWorkspace testWorkspace = fill("write-" + k);
            Strace.drain(testWorkspace, List.of("-e", "trace=write", "-e", "inject=write:signal=SIGKILL:when=" + k));
            wrong.addAll(afterTheNextWorker(testWorkspace));
        }
        assertThat(wrong).isEmpty();
    }

    private static List<Integer> moments(int count, int atMost) {
        int wanted = Boolean.getBoolean("runfolio.long") ? count : Math.min(count, atMost);
        return IntStream.rangeClosed(1, wanted)
                .mapToObj(i -> i * count / wanted)
                .toList();
    }

    private static List<String> afterTheNextWorker(TestWorkspace testWorkspace) {
        int code = testWorkspace.drain();
        List<String> problems = new ArrayList<>(problems(testWorkspace));
        if (code != 0 && code != 3) { // 3: the refusal came after the kill
            problems.add("exit code " + code);
        }
        return problems.stream()
                .map(problem -> testWorkspace.root.getFileName() + ": " + problem)
                .toList();
    }

    private TestWorkspace fill(String name) throws IOException {
        TestWorkspace testWorkspace = new TestWorkspace(Files.createDirectories(folder.resolve(name)));
        testWorkspace.writePicture("a.png", 40, 30, 1);
        testWorkspace.drop("good.json", TestWorkspace.event("good", "succeeded", "a.png"));
        testWorkspace.drop("bad.json", "{\"nonsense\": true}");
        return testWorkspace;
    }

    private static List<String> problems(TestWorkspace testWorkspace) {
        Verification.Report report = testWorkspace.verify();
        List<String> problems = new ArrayList<>();
        report.findings().forEach(finding -> problems.add(finding.toString()));
        if (report.bundles() != 1 || report.lines() != 1 || report.events() != 2) {
            problems.add(report.toString());
        }
        if (!testWorkspace.events(".done").equals(List.of("good.json"))) {
            problems.add("done: " + testWorkspace.events(".done"));
        }
        if (!testWorkspace.events(".failed").equals(List.of("bad.error.json", "bad.json"))) {
            problems.add("failed: " + testWorkspace.events(".failed"));
        }
        return problems;
    }
}
