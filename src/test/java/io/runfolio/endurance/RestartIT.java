package io.runfolio.endurance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.TestWorkspace;
import io.runfolio.WorkerProcess;
import io.runfolio.WorkspaceTestBase;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code worker --restart}: real parents and real children, killed and told to stop. */
class RestartIT extends WorkspaceTestBase {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @BeforeEach
    void open() {
        testWorkspace.writePicture("a.png", 200, 100, 1);
    }

    @Test
    void events_continue_after_a_kill_of_the_worker_and_a_signal_ends_both_processes() {
        WorkerProcess parent = WorkerProcess.start(testWorkspace, "worker", "--restart");
        bundled("before");
        ProcessHandle first = child(parent);

        first.destroyForcibly();
        bundled("after");
        ProcessHandle second = child(parent);
        assertThat(second.pid()).isNotEqualTo(first.pid());

        assertThat(parent.stop()).isEqualTo(143);
        assertThat(second.isAlive()).isFalse();
        assertThat(ProcessTable.leftBelow(folder)).isEmpty();
        assertThat(testWorkspace.bundles()).hasSize(2);
        assertThat(testWorkspace.events(".failed")).isEmpty();
    }

    @Test
    void a_worker_does_not_outlive_a_parent_that_was_killed() {
        WorkerProcess parent = WorkerProcess.start(testWorkspace, "worker", "--restart");
        bundled("one");
        parent.kill();
        await().atMost(PATIENCE).until(() -> ProcessTable.below(folder).isEmpty());
    }

    @Test
    void a_worker_without_heap_is_restarted_until_the_event_is_refused_and_others_bundled() throws IOException {
        testWorkspace.writeInterlacedPng("huge.png", 9_000);
        testWorkspace.drop("a.json", TestWorkspace.event("huge", "succeeded", "huge.png"));
        testWorkspace.drop("b.json", TestWorkspace.event("good", "succeeded", "a.png"));

        assertThat(WorkerProcess.start(testWorkspace, "worker", "--restart", "--drain")
                        .waitFor())
                .isEqualTo(3);

        assertThat(testWorkspace.events(".failed")).containsExactly("a.error.json", "a.json");
        assertThat(testWorkspace.events(".done")).containsExactly("b.json");
        JsonNode reason = TestWorkspace.json(testWorkspace.inbox.resolve(".failed/a.error.json"));
        assertThat(reason.get("code").asText()).isEqualTo("attempts_exhausted");
        assertThat(reason.get("attempts").findValuesAsText("what"))
                .containsExactly("started", "failed", "started", "failed", "started", "failed");
        assertThat(reason.get("attempts").findValuesAsText("reason"))
                .allSatisfy(why -> assertThat(why).contains("heap"));
        assertThat(Files.readAllLines(testWorkspace.root.resolve("worker.log")))
                .filteredOn(line -> line.contains("it is started again in"))
                .hasSize(3);
    }

    @Test
    void wrong_usage_and_a_drained_inbox_cause_no_restart() {
        assertThat(WorkerProcess.start(testWorkspace, "worker", "--restart", "--set", "runfolio.workers=none")
                        .waitFor())
                .isEqualTo(2);
        testWorkspace.drop("a.json", TestWorkspace.event("a", "succeeded", "a.png"));
        assertThat(WorkerProcess.start(testWorkspace, "worker", "--drain", "--restart")
                        .waitFor())
                .isZero();
        assertThat(testWorkspace.bundles()).hasSize(1);
    }

    private void bundled(String key) {
        testWorkspace.drop(key + ".json", TestWorkspace.event(key, "succeeded", "a.png"));
        await().atMost(PATIENCE).until(() -> testWorkspace.events(".done").contains(key + ".json"));
    }

    private static ProcessHandle child(WorkerProcess parent) {
        List<ProcessHandle> children = parent.children();
        assertThat(children).hasSize(1);
        return children.get(0);
    }
}
