package io.runfolio.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.WorkerProcess;
import io.runfolio.Workshop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What counts as an attempt when the process ends before the work does. */
class AttemptsIT {
    @TempDir
    Path folder;

    private Workshop workshop;

    @BeforeEach
    void open() {
        workshop = new Workshop(folder);
        workshop.picture("large.png", 5_000, 5_000, 1);
        workshop.drop("a.json", Workshop.event("a", "succeeded", "large.png"));
    }

    @Test
    void an_event_that_was_under_way_at_three_deaths_is_refused_with_its_history() {
        for (int death = 0; death < 3; death++) {
            WorkerProcess worker = WorkerProcess.start(workshop, "worker");
            InFlight.await(worker, workshop, 0);
            worker.kill();
        }
        assertThat(WorkerProcess.start(workshop, "worker", "--drain").waitFor()).isEqualTo(3);

        JsonNode reason = Workshop.json(workshop.inbox.resolve(".failed/a.error.json"));
        assertThat(reason.get("code").asText()).isEqualTo("attempts_exhausted");
        List<String> history = new ArrayList<>();
        List<String> workers = new ArrayList<>();
        for (JsonNode line : reason.get("attempts")) {
            history.add(line.get("what").asText());
            workers.add(line.get("worker").asText());
        }
        assertThat(history).containsExactly("started", "started", "started");
        assertThat(workers).doesNotHaveDuplicates();
        assertThat(workshop.bundles()).isEmpty();
        assertThat(workshop.leftovers()).isEmpty();
    }

    @Test
    void an_event_that_was_under_way_at_four_stops_is_bundled_all_the_same() {
        for (int stop = 0; stop < 4; stop++) {
            WorkerProcess worker = WorkerProcess.start(workshop, "worker", "--set", "runfolio.shutdown-grace=1ms");
            InFlight.await(worker, workshop, 0);
            worker.stop();
        }
        assertThat(WorkerProcess.start(workshop, "worker", "--drain").waitFor()).isZero();
        assertThat(workshop.bundles()).hasSize(1);
        assertThat(workshop.events(".failed")).isEmpty();
    }
}
