package io.runfolio.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.runfolio.Strace;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.Bundles;
import io.runfolio.bundle.audit.OutputsAudit;
import io.runfolio.index.ChangeFeed;
import io.runfolio.run.AssetKind;
import io.runfolio.run.RunRequest;
import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs several processes that decide at once and are killed anywhere. What was answered is in the bundle, and a
 * follower of the feed learns of everything in it.
 */
@Timeout(300)
class ReviewKillIT {
    /**
     * Flushes of one decision on a new ledger. They are the feed, the name of the ledger and the ledger; the very first
     * also forces the feed's name.
     */
    private static final String FLUSHES = "1,2,3,4,5,6,7,8";

    @TempDir
    Path outputs;

    @Test
    void a_kill_at_any_flush_between_feed_ledger_and_answer_loses_nothing() throws Exception {
        assumeThat(Strace.works()).as("strace is there and may trace").isTrue();
        List<String> runs = runs(2);
        long position = 0;
        Map<String, Long> followed = revisions(runs);
        for (String when : FLUSHES.split(",")) {
            Process program = ReviewProgram.start(
                    List.of(
                            "strace",
                            "-f",
                            "-qq",
                            "--seccomp-bpf",
                            "-o",
                            "/dev/null",
                            "-e",
                            "trace=fsync",
                            "-e",
                            "inject=fsync:signal=SIGKILL:when=" + when),
                    outputs,
                    2,
                    runs);
            List<String> answered = program.inputReader().lines().toList();
            program.waitFor();

            position = follow(runs, answered, followed, position);
        }
        assertThat(followed.values()).allMatch(revision -> revision > 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9, 30})
    void a_kill_at_any_moment_leaves_whole_ledgers_and_a_feed_that_tells_of_all(int answers) throws Exception {
        List<String> runs = runs(3);
        Process program = ReviewProgram.start(List.of(), outputs, 1000, runs);
        var said = program.inputReader();
        List<String> answered = new ArrayList<>();
        for (int i = 0; i < answers; i++) {
            answered.add(said.readLine());
        }
        program.toHandle().destroyForcibly();
        said.lines().forEach(answered::add);
        program.waitFor();

        follow(runs, answered, new HashMap<>(Map.of(runs.get(0), 0L, runs.get(1), 0L, runs.get(2), 0L)), 0);
    }

    @Test
    void two_processes_that_change_one_artifact_at_once_lose_no_line() throws Exception {
        List<String> runs = runs(1);
        Process first = ReviewProgram.start(List.of(), outputs, 60, runs);
        Process second = ReviewProgram.start(List.of(), outputs, 60, runs);
        assertThat(first.inputReader().lines()).hasSize(60);
        assertThat(second.inputReader().lines()).hasSize(60);
        assertThat(first.waitFor() + second.waitFor()).isZero();

        assertThat(revisions(runs)).containsOnly(Map.entry(runs.get(0), 120L));
        assertThat(findings(runs)).isEmpty();
    }

    /**
     * Reads the runs that the feed names, as a catalog does after the death. After that it must know every bundle as it
     * is.
     */
    private long follow(List<String> runs, List<String> answered, Map<String, Long> followed, long position)
            throws IOException {
        Map<String, Long> before = new HashMap<>(followed);
        BundleLayout layout = Backends.outputs(outputs);
        ChangeFeed.Batch batch = new ChangeFeed(layout).after(position);
        ReviewService reviewService =
                new ReviewService(layout, VariantGroupResolver.scanning(layout), Clock.systemUTC());
        batch.runPaths()
                .forEach(run ->
                        followed.put(run, revision(reviewService.readLocked(run).orElseThrow())));

        assertThat(followed).isEqualTo(revisions(runs));
        for (String run : runs) {
            long answers = answered.stream().filter(run::equals).count();
            assertThat(followed.get(run) - before.get(run)).isBetween(answers, answers + 1);
        }
        // the next to come sets torn tails aside, and goes on
        for (String run : runs) {
            String id = reviewService
                    .readLocked(run)
                    .orElseThrow()
                    .artifacts()
                    .get(0)
                    .record()
                    .id();
            reviewService.apply(run, ReviewRequest.tag(id, List.of("after"), "test"));
        }
        assertThat(findings(runs)).isEmpty();
        followed.putAll(revisions(runs));
        return new ChangeFeed(layout).after(batch.position()).position();
    }

    private List<String> runs(int count) {
        List<String> runs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            RunRequest request = RunRequest.builder("succeeded", "m" + i)
                    .output(AssetKind.IMAGE, "a.png")
                    .build();
            runs.add(Bundles.seal(Backends.outputs(outputs), request, "e" + i).runDir());
        }
        return runs;
    }

    private Map<String, Long> revisions(List<String> runs) {
        Map<String, Long> revisions = new HashMap<>();
        RunViewReader views = new RunViewReader(Backends.outputs(outputs));
        runs.forEach(run -> revisions.put(run, revision(views.at(run).orElseThrow())));
        return revisions;
    }

    private static long revision(RunView view) {
        return view.artifacts().get(0).review().revision();
    }

    private List<Object> findings(List<String> runs) {
        OutputsAudit audit = new OutputsAudit(Backends.outputs(outputs));
        return runs.stream()
                .flatMap(run -> audit.bundle(outputs.resolve(run)).stream())
                .map(Object.class::cast)
                .toList();
    }
}
