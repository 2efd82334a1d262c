package io.runfolio.workflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.files.StorageException;
import io.runfolio.workflow.run.LedgerEntry;
import io.runfolio.workflow.step.StepRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults around a run: a disk, a stop of the worker, an endpoint that does not end. */
class RunFaultsTest {
    @TempDir
    Path root;

    private final AtomicInteger failingEntry = new AtomicInteger(Integer.MAX_VALUE);
    private final AtomicInteger entries = new AtomicInteger();
    private WorkflowBench bench;

    private void open() throws IOException {
        bench = new WorkflowBench(root, (runId, entry) -> {
            if (entries.incrementAndGet() == failingEntry.get()) {
                throw new StorageException("the disk is away", null);
            }
        });
        bench.template(WorkflowEngineTest.REPORT);
        bench.endpoints.put("tool", request -> WorkflowEngineTest.text("facts"));
        bench.endpoints.put(
                "llm",
                request -> WorkflowEngineTest.text(
                        "{\"type\": \"research-report\", \"title\": \"T\", \"summary\": \"s\"}"));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void a_fault_of_the_disk_delays_a_run_and_does_not_fail_it() throws IOException {
        for (int n = 2; n <= 11; n++) {
            failingEntry.set(n);
            entries.set(0);
            if (bench != null) {
                bench.close();
            }
            root = Files.createDirectories(root.resolveSibling("disk-" + n));
            open();
            String id = bench.start("report", "{'topic': 'tea'}");
            bench.work();
            assertThat(bench.run(id).path("state").asText()).as("entry %d", n).isNotIn("completed", "failed");
            bench.workFor(Duration.ofSeconds(20));
            assertThat(bench.run(id).path("state").asText()).as("entry %d", n).isEqualTo("completed");
            assertThat(bench.types(id)).filteredOn("step.completed"::equals).hasSize(2);
            assertThat(bench.bundles.eventIds()).containsExactly(id);
        }
    }

    @Test
    void a_step_that_a_stopped_worker_interrupts_is_repeated_with_its_key_by_the_next_one() throws Exception {
        open();
        CountDownLatch running = new CountDownLatch(1);
        AtomicBoolean first = new AtomicBoolean(true);
        bench.endpoints.put("tool", request -> {
            if (first.getAndSet(false)) {
                running.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    throw new InterruptedRunException("stopped", e);
                }
            }
            return WorkflowEngineTest.text("facts");
        });
        String id = bench.start("report", "{'topic': 'tea'}");
        Thread worker = new Thread(bench::work);
        worker.start();
        running.await();
        bench.engine().stop();
        worker.join();
        assertThat(bench.run(id).path("state").asText()).isEqualTo("running");
        bench.restart();
        bench.work();
        JsonNode run = bench.run(id);
        assertThat(run.path("state").asText()).isEqualTo("completed");
        assertThat(run.at("/steps/0/attempt").asInt())
                .as("a stop is no failed attempt")
                .isEqualTo(1);
        assertThat(bench.calls.subList(0, 2))
                .extracting(StepRequest::idempotencyKey)
                .containsExactly(id + ":facts:1", id + ":facts:1");
        assertThat(bench.calls.get(0).folder()).isNotEqualTo(bench.calls.get(1).folder());
    }

    @Test
    void the_late_answer_of_an_endpoint_that_ignores_its_deadline_is_dropped() throws Exception {
        open();
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        AtomicBoolean first = new AtomicBoolean(true);
        bench.endpoints.put("tool", request -> {
            if (first.getAndSet(false)) {
                bench.clock.move(Duration.ofMinutes(11));
                while (release.getCount() > 0) {
                    Thread.onSpinWait(); // as a native call that cannot be interrupted
                }
                ended.complete(true);
                return WorkflowEngineTest.text("too late");
            }
            return WorkflowEngineTest.text("in time");
        });
        String id = bench.start("report", "{'topic': 'tea'}");
        bench.workFor(Duration.ofSeconds(3));
        release.countDown();
        assertThat(ended.get(60, TimeUnit.SECONDS)).isTrue();
        assertThat(bench.run(id).path("state").asText()).isEqualTo("completed");
        assertThat(bench.run(id).at("/steps/0/output/text").asText()).isEqualTo("in time");
        assertThat(bench.run(id).at("/steps/0/attempt").asInt()).isEqualTo(2);
    }

    @Test
    void a_step_whose_process_ends_each_time_fails_instead_of_ending_worker_after_worker() throws IOException {
        open();
        AtomicInteger starts = new AtomicInteger();
        bench.endpoints.put("tool", request -> {
            starts.incrementAndGet();
            failingEntry.set(entries.get() + 1); // the entry of the result is never written
            return WorkflowEngineTest.text("facts");
        });
        String id = bench.start("report", "{'topic': 'tea'}");
        bench.workFor(Duration.ofMinutes(2));
        assertThat(bench.run(id).at("/error/code").asText()).isEqualTo("step_interrupted");
        assertThat(starts).hasValue(5);
        assertThat(bench.runs.entries(id, 0).stream().map(LedgerEntry::type)).endsWith("run.bundled");
    }

    @Test
    void a_file_outside_the_work_folder_fails_the_step() throws IOException {
        open();
        Path secret = Files.writeString(root.resolve("secret.txt"), "secret");
        bench.endpoints.put("tool", request -> ChildRunTest.picture(root));
        String id = bench.start("report", "{'topic': 'tea'}");
        bench.work();
        assertThat(bench.run(id).at("/error/code").asText()).isEqualTo("file_outside_folder");
        bench.endpoints.put("tool", request -> {
            try {
                Files.createSymbolicLink(request.folder().resolve("picture.png"), secret);
                return ChildRunTest.picture(request.folder());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        String linked = bench.start("report", "{'topic': 'tea'}");
        bench.work();
        assertThat(bench.run(linked).at("/error/code").asText()).isEqualTo("file_outside_folder");
        bench.endpoints.put("tool", request -> ChildRunTest.picture(request.folder()));
        String good = bench.start("report", "{'topic': 'tea'}");
        bench.work();
        assertThat(bench.run(good).path("state").asText()).isNotEqualTo("queued");
    }
}
