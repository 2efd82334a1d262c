package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.runfolio.flow.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real worker is killed at the entry of the k-th system call of a kind that changes anything below its folders; the next worker must bring all to its one right end. The short form takes some k of
 * each kind, evenly; {@code -Drunfolio.long=true} takes every one.
 */
class KillEverywhereIT {
    /** Kinds of calls that change something, each with how many of its k the short form takes. */
    private static final Map<String, Integer> KINDS =
            Map.of("rename", 2, "link", 2, "unlink", 3, "rmdir", 1, "mkdir", 3, "fsync", 4, "ftruncate", 1);

    @TempDir
    Path folder;

    @Test
    void whichever_change_a_kill_forbids_the_event_ends_in_one_bundle_and_one_line() throws Exception {
        assumeThat(Strace.works()).as("strace is there and may trace").isTrue();
        Map<String, Integer> counts = count();
        List<String> wrong = new ArrayList<>();
        int kills = 0;
        for (Map.Entry<String, Integer> kind : counts.entrySet()) {
            for (int k : moments(kind.getKey(), kind.getValue())) {
                kills++;
                outcome(kind.getKey(), k).ifPresent(wrong::add);
            }
        }
        System.out.println("killed " + kills + " times at the entry of " + counts);
        assertThat(wrong).isEmpty();
        assertThat(kills).isGreaterThan(5);
    }

    private Map<String, Integer> count() throws IOException {
        Workshop workshop = fill(folder.resolve("count"));
        Path log = workshop.root.resolve("calls");
        assertThat(Strace.drain(workshop, List.of("-e", "trace=" + String.join(",", KINDS.keySet()), "-o", log + "")))
                .isEqualTo(3);
        assertThat(problems(workshop)).isEmpty();
        Map<String, Integer> counts = new TreeMap<>();
        try (Stream<String> lines = Files.lines(log)) {
            lines.forEach(line -> KINDS.keySet().stream()
                    .filter(kind -> line.matches("\\d+ +" + kind + "\\(.*"))
                    .forEach(kind -> counts.merge(kind, 1, Integer::sum)));
        }
        return counts;
    }

    private static List<Integer> moments(String kind, int count) {
        int wanted = Boolean.getBoolean("runfolio.long") ? count : Math.min(count, KINDS.get(kind));
        // evenly, the last one among them: the first calls are the JVM's own
        return Stream.iterate(1, i -> i <= wanted, i -> i + 1)
                .map(i -> i * count / wanted)
                .toList();
    }

    private java.util.Optional<String> outcome(String kind, int k) throws IOException {
        String name = kind + " " + k;
        Workshop workshop = fill(folder.resolve(kind + k));
        Strace.drain(workshop, List.of("-e", "trace=" + kind, "-e", "inject=" + kind + ":signal=SIGKILL:when=" + k));
        int code = WorkerProcess.start(workshop, "worker", "--drain").waitFor();
        // 3: the refusal may have been before the kill or after it
        List<String> problems = new ArrayList<>(problems(workshop));
        if (code != 0 && code != 3) {
            problems.add("exit code " + code);
        }
        return problems.isEmpty() ? java.util.Optional.empty() : java.util.Optional.of(name + ": " + problems);
    }

    private static Workshop fill(Path root) throws IOException {
        Workshop workshop = new Workshop(Files.createDirectories(root));
        workshop.picture("a.png", 40, 30, 1);
        workshop.drop("good.json", Workshop.event("good", "succeeded", "a.png"));
        workshop.drop("bad.json", "nonsense");
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
