package io.runfolio.workflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.runfolio.workflow.run.ArtifactSource.Decision;
import io.runfolio.workflow.run.WorkflowRunIds;
import io.runfolio.workflow.step.StepAnswer;
import io.runfolio.workflow.step.StepEndpoint;
import io.runfolio.workflow.step.StepFailedException;
import io.runfolio.workflow.step.StepRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ends the work before each entry of a run with every kind of step, and lets another worker go on. */
class RunCrashTest {
    private static final String TEMPLATE = ChildRunTest.INFOGRAPHIC.replace(
            "'steps': [",
            "'gates': [{'id': 'ok', 'type': 'approval'},"
                    + "{'id': 'mid', 'type': 'approval', 'step': 'late'}], 'steps': ["
                    + "{'id': 'flaky', 'name': 'F', 'kind': 'code', 'promptTemplate': 'x'},"
                    + "{'id': 'late', 'name': 'L', 'kind': 'agent', 'promptTemplate': '{flaky.text}'},");
    /** Entries from cut to cut in the short form. */
    private static final int SHORT_STEP = 3;

    private static final int ENOUGH = 60;

    @TempDir
    Path folder;

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void a_run_ends_once_wherever_its_worker_was_killed() throws IOException {
        int entries = 0;
        for (int n = 1; n <= ENOUGH; n += Boolean.getBoolean("runfolio.long") ? 1 : SHORT_STEP) {
            int written = runKilledAt(n);
            entries = Math.max(entries, written);
            if (written < n) {
                break;
            }
        }
        assertThat(entries).as("entries of the run and its child").isBetween(25, ENOUGH - 1);
    }

    /** Returns the number of entries that were about to be written when the run had ended. */
    private int runKilledAt(int n) throws IOException {
        AtomicInteger entries = new AtomicInteger();
        Path root = folder.resolve("kill-" + n);
        try (WorkflowBench bench = new WorkflowBench(root, (runId, entry) -> {
            if (entries.incrementAndGet() == n) {
                throw new Killed();
            }
        })) {
            Map<String, AtomicInteger> effects = endpoints(bench);
            bench.template(WorkflowEngineTest.REPORT);
            bench.template(TEMPLATE);
            String id = WorkflowRunIds.fromKey("tester", "key");
            surviving(bench, () -> bench.start("infographic", "{'topic': 'tea'}", "key"));
            bench.start("infographic", "{'topic': 'tea'}", "key");
            for (String event : List.of(id + ":1:late", id)) {
                surviving(bench, () -> bench.workFor(Duration.ofSeconds(4)));
                bench.workFor(Duration.ofSeconds(12));
                assertThat(bench.run(id).path("state").asText())
                        .as("killed at %d: %s", n, bench.types(id))
                        .isEqualTo("review");
                approve(bench, MemoryBundles.artifactId(event));
            }
            surviving(bench, bench::work);
            bench.workFor(Duration.ofSeconds(12));
            assertEndedOnce(bench, id, effects, n);
        }
        return entries.get();
    }

    private static void approve(WorkflowBench bench, String artifactId) {
        bench.bundles.decide(artifactId, new Decision("approved", "bob", null, NullNode.getInstance()));
        bench.runs.wakeForDecision(artifactId);
    }

    private static void surviving(WorkflowBench bench, Runnable work) {
        try {
            work.run();
        } catch (Killed e) {
            bench.restart();
        }
    }

    private static void assertEndedOnce(WorkflowBench bench, String id, Map<String, AtomicInteger> effects, int n) {
        JsonNode run = bench.run(id);
        assertThat(run.path("state").asText())
                .as("killed at %d: %s", n, bench.types(id))
                .isEqualTo("completed");
        String child = WorkflowRunIds.ofChild(id, "step-1", 1);
        assertThat(bench.bundles.eventIds()).containsExactlyInAnyOrder(id, id + ":1:late", child);
        for (String one : List.of(id, child)) {
            assertThat(bench.types(one))
                    .as("killed at %d", n)
                    .filteredOn(type -> type.matches("run\\.(completed|failed|cancelled)"))
                    .containsExactly("run.completed");
            assertThat(bench.types(one)).filteredOn("step.completed"::equals).hasSameSizeAs(run(bench, one));
        }
        assertThat(bench.parts.store().all()).as("no second child").containsExactlyInAnyOrder(id, child);
        assertThat(effects.keySet())
                .containsExactlyInAnyOrder(
                        id + ":flaky:1", id + ":late:1", child + ":facts:1", child + ":write:1", id + ":draw:1");
        assertThat(bench.parts.inbox().names())
                .as("nothing is left in the queue")
                .isEmpty();
    }

    private static List<JsonNode> run(WorkflowBench bench, String id) {
        return bench.run(id).path("steps").valueStream().collect(Collectors.toList());
    }

    private static Map<String, AtomicInteger> endpoints(WorkflowBench bench) {
        Map<String, AtomicInteger> effects = new ConcurrentHashMap<>();
        bench.endpoints.put("code", request -> {
            count(effects, request);
            if (request.attempt() == 1) {
                throw new StepFailedException("busy", "later", true);
            }
            return WorkflowEngineTest.text("ok");
        });
        bench.endpoints.put("agent", new StepEndpoint() {
            @Override
            public StepAnswer execute(StepRequest request) {
                count(effects, request);
                return StepAnswer.later("ticket");
            }

            @Override
            public Optional<StepAnswer> collect(StepRequest request, String ticket) {
                return Optional.of(WorkflowEngineTest.text("late"));
            }
        });
        bench.endpoints.put("tool", request -> {
            count(effects, request);
            return ChildRunTest.paid("facts", "0.10");
        });
        bench.endpoints.put("llm", request -> {
            count(effects, request);
            return WorkflowEngineTest.text("{\"type\": \"research-report\", \"title\": \"T\", \"summary\": \"s\"}");
        });
        bench.endpoints.put("image", request -> {
            count(effects, request);
            return ChildRunTest.picture(request.folder());
        });
        return effects;
    }

    private static void count(Map<String, AtomicInteger> effects, StepRequest request) {
        effects.computeIfAbsent(request.idempotencyKey(), key -> new AtomicInteger())
                .incrementAndGet();
    }
}
