package io.runfolio.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.TestWorkspace;
import io.runfolio.WorkerProcess;
import io.runfolio.WorkspaceTestBase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Attempts of processes that end before their work does. */
class AttemptsIT extends WorkspaceTestBase {
    @BeforeEach
    void open() {
        testWorkspace.writePicture("large.png", 3_600, 3_600, 1);
        testWorkspace.drop("a.json", TestWorkspace.event("a", "succeeded", "large.png"));
    }

    @Test
    void an_event_in_progress_at_three_crashes_is_refused_with_its_history() {
        for (int death = 0; death < 3; death++) {
            WorkerProcess worker = WorkerProcess.start(testWorkspace, "worker");
            RunsInFlight.await(worker, testWorkspace, 0);
            worker.kill();
        }
        assertThat(testWorkspace.drain()).isEqualTo(3);

        JsonNode reason = TestWorkspace.json(testWorkspace.inbox.resolve(".failed/a.error.json"));
        assertThat(reason.get("code").asText()).isEqualTo("attempts_exhausted");
        List<String> history = new ArrayList<>();
        List<String> workers = new ArrayList<>();
        for (JsonNode line : reason.get("attempts")) {
            history.add(line.get("what").asText());
            workers.add(line.get("worker").asText());
        }
        assertThat(history).containsExactly("started", "started", "started");
        assertThat(workers).doesNotHaveDuplicates();
        assertThat(testWorkspace.bundles()).isEmpty();
        assertThat(testWorkspace.leftovers()).isEmpty();
    }

    @Test
    void an_event_in_progress_at_four_stops_is_bundled() {
        for (int stop = 0; stop < 4; stop++) {
            WorkerProcess worker = WorkerProcess.start(testWorkspace, "worker", "--set", "runfolio.shutdown-grace=1ms");
            RunsInFlight.await(worker, testWorkspace, 0);
            worker.stop();
        }
        assertThat(testWorkspace.drain()).isZero();
        assertThat(testWorkspace.bundles()).hasSize(1);
        assertThat(testWorkspace.events(".failed")).isEmpty();
    }
}
