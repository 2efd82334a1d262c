package io.runfolio.endurance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.WorkerProcess;
import io.runfolio.Workshop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code worker --restart}: real parents and real children, killed and told to stop. */
class RestartIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    Path folder;

    private Workshop workshop;

    @BeforeEach
    void open() {
        workshop = new Workshop(folder);
        workshop.picture("a.png", 200, 100, 1);
    }

    @Test
    void events_go_on_after_the_worker_was_killed_and_a_signal_to_the_parent_ends_both() {
        WorkerProcess parent = WorkerProcess.start(workshop, "worker", "--restart");
        bundled("before");
        ProcessHandle first = child(parent);

        first.destroyForcibly();
        bundled("after");
        ProcessHandle second = child(parent);
        assertThat(second.pid()).isNotEqualTo(first.pid());

        assertThat(parent.stop()).isEqualTo(143);
        assertThat(second.isAlive()).isFalse();
        assertThat(Processes.below(folder)).isEmpty();
        assertThat(workshop.bundles()).hasSize(2);
        assertThat(workshop.events(".failed")).isEmpty();
    }

    @Test
    void a_worker_does_not_outlive_a_parent_that_was_killed() {
        WorkerProcess parent = WorkerProcess.start(workshop, "worker", "--restart");
        bundled("one");
        parent.kill();
        await().atMost(PATIENCE).until(() -> Processes.below(folder).isEmpty());
    }

    @Test
    void a_worker_whose_heap_is_used_up_is_started_again_until_the_event_is_refused_and_its_neighbour_is_bundled()
            throws IOException {
        workshop.interlaced("huge.png", 9_000);
        workshop.drop("a.json", Workshop.event("huge", "succeeded", "huge.png"));
        workshop.drop("b.json", Workshop.event("good", "succeeded", "a.png"));

        assertThat(WorkerProcess.start(workshop, "worker", "--restart", "--drain")
                        .waitFor())
                .isEqualTo(3);

        assertThat(workshop.events(".failed")).containsExactly("a.error.json", "a.json");
        assertThat(workshop.events(".done")).containsExactly("b.json");
        JsonNode reason = Workshop.json(workshop.inbox.resolve(".failed/a.error.json"));
        assertThat(reason.get("code").asText()).isEqualTo("attempts_exhausted");
        assertThat(reason.get("attempts").findValuesAsText("what"))
                .containsExactly("started", "failed", "started", "failed", "started", "failed");
        assertThat(reason.get("attempts").findValuesAsText("reason"))
                .allSatisfy(why -> assertThat(why).contains("heap"));
        assertThat(Files.readAllLines(workshop.root.resolve("worker.log")))
                .filteredOn(line -> line.contains("it is started again in"))
                .hasSize(3);
    }

    @Test
    void wrong_usage_and_a_drained_inbox_are_no_reasons_to_start_again() {
        assertThat(WorkerProcess.start(workshop, "worker", "--restart", "--set", "runfolio.workers=none")
                        .waitFor())
                .isEqualTo(2);
        workshop.drop("a.json", Workshop.event("a", "succeeded", "a.png"));
        assertThat(WorkerProcess.start(workshop, "worker", "--drain", "--restart")
                        .waitFor())
                .isZero();
        assertThat(workshop.bundles()).hasSize(1);
    }

    private void bundled(String key) {
        workshop.drop(key + ".json", Workshop.event(key, "succeeded", "a.png"));
        await().atMost(PATIENCE).until(() -> workshop.events(".done").contains(key + ".json"));
    }

    private static ProcessHandle child(WorkerProcess parent) {
        List<ProcessHandle> children = parent.children();
        assertThat(children).hasSize(1);
        return children.get(0);
    }
}
