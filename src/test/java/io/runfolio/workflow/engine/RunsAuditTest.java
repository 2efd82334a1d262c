package io.runfolio.workflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.files.DurableFiles;
import io.runfolio.run.Finding;
import io.runfolio.workflow.run.RunsAudit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunsAuditTest {
    @TempDir
    Path root;

    private WorkflowBench bench;
    private Path runs;

    @BeforeEach
    void open() throws IOException {
        bench = new WorkflowBench(root);
        bench.template(WorkflowEngineTest.REPORT);
        bench.endpoints.put("tool", request -> WorkflowEngineTest.text("facts"));
        bench.endpoints.put(
                "llm",
                request -> WorkflowEngineTest.text(
                        "{\"type\": \"research-report\", \"title\": \"T\", \"summary\": \"s\"}"));
        runs = root.resolve("runs");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private List<String> codes() {
        Set<String> bundles =
                bench.bundles.eventIds().stream().map(id -> "bundle-" + id).collect(Collectors.toSet());
        return RunsAudit.check(runs, bench.parts.inbox().names(), bundles).stream()
                .map(Finding::code)
                .toList();
    }

    @Test
    void queued_running_and_ended_runs_have_no_finding() {
        assertThat(codes()).isEmpty();
        bench.start("report", "{'topic': 'tea'}");
        assertThat(codes()).isEmpty();
        bench.work();
        assertThat(codes()).isEmpty();
    }

    @Test
    void a_run_that_left_the_queue_before_its_end_is_named_until_a_worker_starts() throws IOException {
        String id = bench.start("report", "{'topic': 'tea'}");
        DurableFiles.deleteTree(runs.resolve("queue"));
        assertThat(codes()).containsExactly("run_not_queued");
        bench.runs.cancel(id, "ada");
        assertThat(codes()).containsExactly("run_without_bundle");
        bench.restart();
        bench.work();
        assertThat(codes()).isEmpty();
    }

    @Test
    void damage_in_the_middle_of_a_ledger_is_named_and_a_torn_end_is_not() throws IOException {
        String id = bench.start("report", "{'topic': 'tea'}");
        bench.work();
        Path ledger = runs.resolve(id).resolve("ledger.jsonl");
        Files.writeString(ledger, "{\"seq\": 99", StandardOpenOption.APPEND);
        assertThat(codes()).isEmpty();
        Files.writeString(ledger, Files.readString(ledger).replaceFirst("run.started", "run\u0000tarted\""));
        assertThat(codes()).containsExactly("run_unreadable");
        bench.restart();
        String other = bench.start("report", "{'topic': 'tea'}");
        bench.work();
        assertThat(bench.run(other).path("state").asText()).isEqualTo("completed");
    }

    @Test
    void a_damaged_specification_is_named_and_other_runs_go_on() throws IOException {
        String broken = bench.start("report", "{'topic': 'tea'}");
        String good = bench.start("report", "{'topic': 'tea'}");
        Files.writeString(runs.resolve(broken).resolve("specification.json"), "{\"template\": 7");
        bench.work();
        assertThat(bench.run(good).path("state").asText()).isEqualTo("completed");
        assertThat(bench.runs.list(Optional.empty(), 10))
                .singleElement()
                .satisfies(run -> assertThat(run.path("id").asText()).isEqualTo(good));
        assertThat(codes()).containsExactly("run_unreadable");
        assertThat(bench.parts.inbox().status().failed()).isEqualTo(1);
        Files.delete(runs.resolve(broken).resolve("specification.json"));
        assertThat(codes()).containsExactly("run_unreadable");
    }

    @Test
    void a_lost_bundle_and_a_leftover_work_folder_are_named() throws IOException {
        String id = bench.start("report", "{'topic': 'tea'}");
        bench.work();
        Files.createDirectories(runs.resolve(id).resolve("work"));
        assertThat(RunsAudit.check(runs, Set.of(), Set.of()))
                .extracting(Finding::code)
                .containsExactly("run_bundle_missing", RunsAudit.WORK_LEFT);
    }
}
