package io.runfolio.workflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.workflow.run.RunRequests;
import io.runfolio.workflow.run.StartRefusedException;
import io.runfolio.workflow.step.StepAnswer;
import io.runfolio.workflow.step.StepCost;
import io.runfolio.workflow.step.StepFailedException;
import io.runfolio.workflow.step.StepRequest;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkflowEngineTest {
    static final String REPORT = "{'id': 'report', 'name': 'Report', 'artifactClass': 'research',"
            + " 'artifactType': 'research-report', 'version': '1',"
            + " 'intakeSchema': [{'name': 'topic', 'type': 'string', 'required': true}],"
            + " 'steps': [{'id': 'facts', 'name': 'Facts', 'kind': 'tool',"
            + " 'promptTemplate': 'facts of {intake.topic}'},"
            + " {'id': 'write', 'name': 'Write', 'kind': 'llm', 'promptTemplate': 'Write: {facts.text}',"
            + " 'expectJson': true}]}";

    @TempDir
    Path root;

    WorkflowBench bench;

    @BeforeEach
    void open() throws IOException {
        bench = new WorkflowBench(root);
        bench.template(REPORT);
        bench.endpoints.put("tool", request -> text("F(" + prompt(request.document()) + ")"));
        bench.endpoints.put(
                "llm",
                request -> text("{\"type\": \"research-report\", \"title\": \"T\", \"summary\": \""
                        + prompt(request.document()) + "\", \"sections\": []}"));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    static StepAnswer text(String text) {
        return StepAnswer.of(text, NullNode.getInstance(), List.of(), List.of(), List.of());
    }

    static String prompt(JsonNode document) {
        return document.path("prompt").asText();
    }

    @Test
    void a_run_executes_its_steps_in_order_and_ends_with_one_event() {
        String id = bench.start("report", "{'topic': 'tea'}");
        assertThat(bench.run(id).path("state").asText()).isEqualTo("queued");
        bench.work();
        JsonNode run = bench.run(id);
        assertThat(run.path("state").asText()).as("%s", run.toPrettyString()).isEqualTo("completed");
        assertThat(bench.types(id))
                .containsExactly(
                        "run.queued",
                        "run.started",
                        "step.started",
                        "step.completed",
                        "cost",
                        "step.started",
                        "step.completed",
                        "cost",
                        "run.submitted",
                        "artifact.created",
                        "run.bundled",
                        "run.completed");
        assertThat(bench.bundles.eventIds()).containsExactly(id);
        assertThat(run.at("/steps/1/output/report/summary").asText()).isEqualTo("Write: F(facts of tea)");
        assertThat(run.path("artifactId").asText()).isEqualTo(MemoryBundles.artifactId(id));
        assertThat(root.resolve("runs").resolve(id).resolve("work")).doesNotExist();
        assertThat(Files.exists(root.resolve("runs").resolve(id).resolve("ledger.jsonl")))
                .isTrue();
    }

    @Test
    void a_failed_attempt_is_repeated_after_its_delay_with_the_same_key() {
        AtomicInteger failures = new AtomicInteger(2);
        bench.endpoints.put("tool", request -> {
            if (failures.getAndDecrement() > 0) {
                throw new StepFailedException("busy", "try later", true);
            }
            return text("ok");
        });
        String id = bench.start("report", "{'topic': 'tea'}");
        bench.work();
        assertThat(bench.run(id).at("/steps/0/state").asText()).isEqualTo("pending");
        assertThat(bench.run(id).at("/steps/0/nextAt").asText()).isEqualTo("2026-03-26T10:00:02Z");
        bench.work();
        assertThat(bench.calls).as("no attempt before its time").hasSize(1);
        bench.workFor(Duration.ofSeconds(7));
        assertThat(bench.run(id).path("state").asText()).isEqualTo("completed");
        assertThat(bench.calls.stream().filter(call -> call.kind().equals("tool")))
                .extracting(StepRequest::attempt, StepRequest::idempotencyKey)
                .containsExactly(tuple(1, id + ":facts:1"), tuple(2, id + ":facts:1"), tuple(3, id + ":facts:1"));
        assertThat(bench.calls.stream().map(StepRequest::folder).distinct()).hasSameSizeAs(bench.calls);
    }

    @Test
    void a_run_fails_once_its_attempts_are_used_up_and_leaves_its_evidence() {
        bench.endpoints.put("tool", request -> {
            throw new StepFailedException("busy", "still busy, token=abcdef0123456789abcdef", true);
        });
        String id = bench.start("report", "{'topic': 'tea'}");
        bench.workFor(Duration.ofSeconds(10));
        JsonNode run = bench.run(id);
        assertThat(run.path("state").asText()).isEqualTo("failed");
        assertThat(run.at("/error/code").asText()).isEqualTo("busy");
        assertThat(run.at("/error/step").asText()).isEqualTo("facts");
        assertThat(run.at("/error/message").asText()).startsWith("still busy").doesNotContain("abcdef0123456789abcdef");
        assertThat(run.at("/steps/1/state").asText()).isEqualTo("skipped");
        assertThat(bench.calls).hasSize(3);
        assertThat(bench.bundles.event(id).path("status").asText()).isEqualTo("failed");
        assertThat(bench.types(id)).endsWith("run.failed", "run.submitted", "run.bundled");
    }

    @Test
    void a_failure_that_is_not_retryable_ends_the_run_at_once() {
        bench.endpoints.put("tool", request -> {
            throw new StepFailedException("bad_prompt", "no such thing", false);
        });
        String id = bench.start("report", "{'topic': 'tea'}");
        bench.work();
        assertThat(bench.run(id).path("state").asText()).isEqualTo("failed");
        assertThat(bench.calls).hasSize(1);
    }

    @Test
    void a_fault_in_an_endpoint_is_a_failed_attempt_and_the_next_run_is_not_affected() {
        bench.endpoints.put("tool", request -> {
            throw new IllegalStateException("endpoint bug");
        });
        String broken = bench.start("report", "{'topic': 'tea'}");
        bench.workFor(Duration.ofSeconds(7));
        assertThat(bench.run(broken).at("/error/code").asText()).isEqualTo("endpoint_failed");
        bench.endpoints.put("tool", request -> text("ok"));
        String good = bench.start("report", "{'topic': 'tea'}");
        bench.work();
        assertThat(bench.run(good).path("state").asText()).isEqualTo("completed");
    }

    @Test
    void a_retry_begins_at_the_failed_step_with_a_new_key_and_keeps_earlier_results() {
        AtomicBoolean works = new AtomicBoolean();
        bench.endpoints.put("llm", request -> {
            if (!works.get()) {
                throw new StepFailedException("refused", "no", false);
            }
            return text("{\"type\": \"research-report\", \"title\": \"T\", \"summary\": \"s\"}");
        });
        String id = bench.start("report", "{'topic': 'tea'}");
        bench.work();
        assertThat(bench.run(id).path("state").asText()).isEqualTo("failed");
        works.set(true);
        assertThat(bench.runs.retry(id, Optional.empty(), "ada").path("state").asText())
                .isEqualTo("queued");
        bench.work();
        JsonNode run = bench.run(id);
        assertThat(run.path("state").asText()).isEqualTo("completed");
        assertThat(run.path("attempt").asInt()).isEqualTo(2);
        assertThat(run.path("error").isNull()).isTrue();
        assertThat(bench.calls)
                .extracting(StepRequest::idempotencyKey)
                .containsExactly(id + ":facts:1", id + ":write:1", id + ":write:2");
        assertThat(bench.bundles.eventIds()).containsExactly(id, id + ":2");
    }

    @Test
    void a_retry_can_begin_at_an_earlier_step_but_not_at_a_later_or_unknown_one() {
        bench.endpoints.put("llm", request -> {
            throw new StepFailedException("refused", "no", false);
        });
        String id = bench.start("report", "{'topic': 'tea'}");
        assertRefused(409, "run_not_failed", () -> bench.runs.retry(id, Optional.empty(), "ada"));
        bench.work();
        assertRefused(422, "step_unknown", () -> bench.runs.retry(id, Optional.of("nothing"), "ada"));
        assertRefused(404, "run_not_found", () -> bench.runs.retry("run-0000000000000000", Optional.empty(), "ada"));
        bench.runs.retry(id, Optional.of("facts"), "ada");
        bench.work();
        assertThat(bench.calls)
                .extracting(StepRequest::idempotencyKey)
                .containsExactly(id + ":facts:1", id + ":write:1", id + ":facts:2", id + ":write:2");
        bench.endpoints.put("tool", request -> {
            throw new StepFailedException("refused", "no", false);
        });
        bench.runs.retry(id, Optional.of("facts"), "ada");
        bench.work();
        assertRefused(422, "step_not_reached", () -> bench.runs.retry(id, Optional.of("write"), "ada"));
    }

    @Test
    void a_retry_before_the_bundle_of_the_failure_waits_for_it_and_is_applied_once() {
        bench.endpoints.put("llm", request -> {
            throw new StepFailedException("refused", "no", false);
        });
        bench.bundles.hold(true);
        String id = bench.start("report", "{'topic': 'tea'}");
        bench.work();
        assertThat(bench.runs.retry(id, Optional.empty(), "ada").path("state").asText())
                .isEqualTo("failed");
        bench.workFor(Duration.ofSeconds(2));
        assertThat(bench.run(id).path("attempt").asInt()).isEqualTo(1);
        bench.bundles.hold(false);
        bench.workFor(Duration.ofSeconds(2));
        assertThat(bench.run(id).path("attempt").asInt()).isEqualTo(2);
        assertThat(bench.run(id).path("state").asText()).as("it failed again").isEqualTo("failed");
        ObjectNode late = WorkflowBench.json("{'attempt': 1, 'fromStep': 'facts', 'by': 'ada'}");
        bench.parts.store().requests().ask(id, RunRequests.RETRY, late);
        bench.workFor(Duration.ofSeconds(2));
        assertThat(bench.run(id).path("attempt").asInt())
                .as("a request for an earlier attempt has no effect")
                .isEqualTo(2);
        assertThat(bench.bundles.eventIds()).containsExactly(id, id + ":2");
        assertThat(root.resolve("runs/requests")).isEmptyDirectory();
    }

    static void assertRefused(int status, String code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StartRefusedException.class, refused -> {
            assertThat(refused.code()).isEqualTo(code);
            assertThat(refused.status()).isEqualTo(status);
        });
    }

    @Test
    void a_queued_run_is_cancelled_at_once_and_ends_with_an_event_when_a_worker_comes() {
        String id = bench.start("report", "{'topic': 'tea'}");
        assertThat(bench.runs.cancel(id, "ada").path("state").asText()).isEqualTo("cancelled");
        assertThat(bench.bundles.eventIds()).isEmpty();
        assertRefused(409, "run_ended", () -> bench.runs.cancel(id, "ada"));
        bench.work();
        assertThat(bench.calls).isEmpty();
        assertThat(bench.bundles.event(id).path("status").asText()).isEqualTo("cancelled");
        assertThat(bench.types(id)).containsExactly("run.queued", "run.cancelled", "run.submitted", "run.bundled");
        assertThat(root.resolve("runs/requests")).isEmptyDirectory();
    }

    @Test
    void a_running_step_is_interrupted_when_its_run_is_cancelled() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        bench.endpoints.put("tool", request -> {
            running.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.complete(true);
                throw new InterruptedRunException("stopped", e);
            }
            return text("never");
        });
        String id = bench.start("report", "{'topic': 'tea'}");
        Thread worker = new Thread(bench::work);
        worker.start();
        running.await();
        assertThat(bench.runs.cancel(id, "ada").path("state").asText()).isIn("running", "cancelled");
        worker.join();
        assertThat(interrupted.get(60, TimeUnit.SECONDS)).isTrue();
        JsonNode run = bench.run(id);
        assertThat(run.path("state").asText()).isEqualTo("cancelled");
        assertThat(bench.bundles.eventIds()).containsExactly(id);
    }

    @Test
    void an_attempt_is_interrupted_at_its_deadline_and_repeated() throws IOException {
        bench.template(REPORT.replace("'name': 'Facts',", "'name': 'Facts', 'timeoutSeconds': 30,"));
        AtomicBoolean first = new AtomicBoolean(true);
        bench.endpoints.put("tool", request -> {
            assertThat(request.deadline()).isEqualTo(bench.clock.instant().plusSeconds(30));
            if (first.getAndSet(false)) {
                bench.clock.move(Duration.ofSeconds(41));
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    throw new InterruptedRunException("stopped", e);
                }
            }
            return text("ok");
        });
        String id = bench.start("report", "{'topic': 'tea'}");
        bench.work();
        assertThat(bench.run(id).at("/steps/0/error/code").asText()).isEqualTo("step_timeout");
        bench.workFor(Duration.ofSeconds(3));
        assertThat(bench.run(id).path("state").asText()).isEqualTo("completed");
    }

    @Test
    void the_event_of_a_run_is_awaited_and_a_refused_one_fails_the_run() {
        bench.bundles.hold(true);
        String id = bench.start("report", "{'topic': 'tea'}");
        bench.workFor(Duration.ofSeconds(3));
        assertThat(bench.run(id).path("state").asText()).isEqualTo("running");
        assertThat(bench.parts.inbox().status().parked())
                .singleElement()
                .satisfies(parked -> assertThat(parked.waiting().state()).isEqualTo("bundling"));
        bench.bundles.refuse(id, "too large");
        bench.workFor(Duration.ofSeconds(3));
        assertThat(bench.run(id).at("/error/code").asText()).isEqualTo("result_refused");
        assertThat(bench.bundles.eventIds()).containsExactly(id);
        assertThat(bench.parts.inbox().status().parked()).isEmpty();
    }

    @Test
    void a_run_is_woken_when_its_event_is_bundled() {
        bench.bundles.hold(true);
        String id = bench.start("report", "{'topic': 'tea'}");
        bench.work();
        bench.bundles.hold(false);
        bench.work();
        assertThat(bench.run(id).path("state").asText()).isEqualTo("running");
        bench.runs.wakeForBundle("another event");
        bench.runs.wakeForBundle("run-00000000000000ff");
        bench.runs.wakeForBundle(id);
        bench.work();
        assertThat(bench.run(id).path("state").asText()).isEqualTo("completed");
        assertThat(root.resolve("runs/requests")).isEmptyDirectory();
    }

    @Test
    void a_missing_reference_fails_the_step_with_its_name() throws IOException {
        bench.template(REPORT.replace("{facts.text}", "{facts.json.title}"));
        String id = bench.start("report", "{'topic': 'tea'}");
        bench.work();
        assertThat(bench.run(id).at("/error/code").asText()).isEqualTo("reference_unresolved");
        assertThat(bench.run(id).at("/error/message").asText()).contains("facts.json.title");
        assertThat(bench.run(id).at("/error/step").asText()).isEqualTo("write");
    }

    @Test
    void times_and_costs_are_recorded_in_the_run() {
        bench.endpoints.put("tool", request -> {
            bench.clock.move(Duration.ofSeconds(4));
            return StepAnswer.of(
                    "x",
                    null,
                    List.of(),
                    List.of(),
                    List.of(new StepCost(
                            "openai",
                            "tool",
                            "m",
                            BigDecimal.ONE,
                            "call",
                            new BigDecimal("0.5"),
                            null,
                            new BigDecimal("0.25"),
                            null,
                            null)));
        });
        String id = bench.start("report", "{'topic': 'tea'}");
        bench.clock.move(Duration.ofSeconds(10));
        bench.work();
        JsonNode run = bench.run(id);
        assertThat(run.path("queuedAt").asText()).isEqualTo("2026-03-26T10:00:00Z");
        assertThat(run.path("queueWaitMs").asLong()).isEqualTo(10_000);
        assertThat(run.path("durationMs").asLong()).isEqualTo(4_000);
        assertThat(run.path("timeToFirstArtifactMs").asLong()).isEqualTo(14_000);
        assertThat(run.at("/steps/0/durationMs").asLong()).isEqualTo(4_000);
        assertThat(run.at("/costs/actual").asText()).isEqualTo("0.25");
        assertThat(run.at("/costs/entries/0/model").asText()).isEqualTo("m");
        assertThat(bench.runs.list(Optional.empty(), 10)).singleElement().satisfies(one -> {
            assertThat(one.path("id").asText()).isEqualTo(id);
            assertThat(one.at("/steps/0/output").isNull()).isTrue();
        });
    }
}
