package io.runfolio.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.TestWorkspace;
import io.runfolio.WorkerProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that differ by their event identity only, so many that their numbers get a third digit. */
class SameSecondIT {
    private static final int RUNS = Boolean.getBoolean("runfolio.long") ? 500 : 120;

    @TempDir
    Path folder;

    @Test
    void many_runs_of_one_model_and_second_become_as_many_bundles() {
        TestWorkspace testWorkspace = new TestWorkspace(folder);
        for (int i = 0; i < RUNS; i++) {
            String event = TestWorkspace.event("key-" + i, "succeeded");
            testWorkspace.drop("e" + i + ".json", event.replace("\"status\"", "\"slug\":\"one slug\",\"status\""));
        }
        WorkerProcess one = WorkerProcess.start(testWorkspace, "worker", "--drain");
        WorkerProcess two = WorkerProcess.start(testWorkspace, "worker", "--drain");
        assertThat(List.of(one.waitFor(), two.waitFor())).as(one.log()).containsOnly(0);

        String name = "20260326_214512_test_model_one_slug";
        List<String> wanted = IntStream.rangeClosed(1, RUNS)
                .mapToObj(i -> i == 1 ? name : String.format("%s_%02d", name, i))
                .sorted()
                .toList();
        assertThat(testWorkspace.bundles().stream()
                        .map(bundle -> bundle.getFileName().toString()))
                .containsExactlyElementsOf(wanted);
        assertThat(testWorkspace.indexLines().stream()
                        .map(line -> line.get("run_id").asText()))
                .containsExactlyInAnyOrderElementsOf(wanted);
        WorkerProcess verify = WorkerProcess.start(testWorkspace, "verify");
        assertThat(verify.waitFor()).as(verify.log()).isZero();
    }
}
