package io.runfolio.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.WorkerProcess;
import io.runfolio.Workshop;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that only their identity tells apart. */
class SameSecondIT {
    private static final int RUNS = 500;

    @TempDir
    Path folder;

    @Test
    void five_hundred_runs_of_one_model_slug_and_second_become_as_many_bundles_at_two_workers() {
        Workshop workshop = new Workshop(folder);
        for (int i = 0; i < RUNS; i++) {
            String event = Workshop.event("key-" + i, "succeeded");
            workshop.drop("e" + i + ".json", event.replace("\"status\"", "\"slug\":\"one slug\",\"status\""));
        }
        WorkerProcess one = WorkerProcess.start(workshop, "worker", "--drain");
        WorkerProcess two = WorkerProcess.start(workshop, "worker", "--drain");
        assertThat(List.of(one.waitFor(), two.waitFor())).containsOnly(0);

        String name = "20260326_214512_test_model_one_slug";
        List<String> wanted = IntStream.rangeClosed(1, RUNS)
                .mapToObj(i -> i == 1 ? name : String.format("%s_%02d", name, i))
                .sorted()
                .toList();
        assertThat(workshop.bundles().stream()
                        .map(bundle -> bundle.getFileName().toString()))
                .containsExactlyElementsOf(wanted);
        assertThat(workshop.indexLines().stream().map(line -> line.get("run_id").asText()))
                .containsExactlyInAnyOrderElementsOf(wanted);
        assertThat(WorkerProcess.start(workshop, "verify").waitFor()).isZero();
    }
}
