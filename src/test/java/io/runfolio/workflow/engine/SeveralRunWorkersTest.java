package io.runfolio.workflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.workflow.run.StartRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SeveralRunWorkersTest {
    @TempDir
    Path root;

    @Test
    void two_workers_execute_each_run_once_although_each_is_queued_twice() throws Exception {
        Files.writeString(
                Files.createDirectories(root.resolve("templates")).resolve("five.json"),
                ManyRunsIT.FIVE.replace('\'', '"'));
        Set<String> started = new HashSet<>();
        try (WorkflowProgram one = new WorkflowProgram(root, WorkflowProgram.NEVER);
                WorkflowProgram other = new WorkflowProgram(root, WorkflowProgram.NEVER)) {
            for (int i = 0; i < 12; i++) {
                String id = start(one, i);
                started.add(id);
                one.parts.inbox().enqueue(id);
            }
            one.startWorking();
            other.startWorking();
            while (!one.parts.inbox().names().isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
        assertThat(EndedRuns.problems(root, started)).isEmpty();
        assertThat(Files.readAllLines(root.resolve("effects.txt"))).doesNotHaveDuplicates();
    }

    private static String start(WorkflowProgram worker, int i) {
        return worker.runs
                .start(new StartRequest(
                        "five",
                        Optional.empty(),
                        WorkflowBench.json("{'topic': 'tea " + i + "'}"),
                        "tester",
                        Optional.of("key-" + i)))
                .path("id")
                .asText();
    }

    @Test
    void one_request_that_is_sent_many_times_at_once_starts_one_run() throws Exception {
        Files.writeString(
                Files.createDirectories(root.resolve("templates")).resolve("five.json"),
                ManyRunsIT.FIVE.replace('\'', '"'));
        try (WorkflowProgram one = new WorkflowProgram(root, WorkflowProgram.NEVER);
                WorkflowProgram other = new WorkflowProgram(root, WorkflowProgram.NEVER)) {
            List<CompletableFuture<String>> answers = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                WorkflowProgram asked = i % 2 == 0 ? one : other;
                answers.add(CompletableFuture.supplyAsync(() -> start(asked, 7)));
            }
            one.startWorking();
            other.startWorking();
            Set<String> ids = new HashSet<>();
            for (CompletableFuture<String> answer : answers) {
                ids.add(answer.get());
            }
            while (!one.parts.inbox().names().isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            assertThat(ids).hasSize(1);
            assertThat(EndedRuns.problems(root, ids)).isEmpty();
            assertThat(one.store.all()).hasSize(1);
        }
    }
}
