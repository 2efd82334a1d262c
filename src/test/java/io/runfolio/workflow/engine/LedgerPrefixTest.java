package io.runfolio.workflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.runfolio.workflow.run.ArtifactSource.Decision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run goes on from any beginning of its ledger, also from among entries that are written together. */
class LedgerPrefixTest {
    private static final String GATED = WorkflowEngineTest.REPORT.replace(
            "'steps':",
            "'gates': [{'id': 'mid', 'type': 'approval', 'step': 'facts'}, {'id': 'end', 'type': 'approval'}],"
                    + " 'steps':");
    /** Entries that may be repeated or, after a tear, be missing. Costs are in the entry of the step too. */
    private static final Set<String> REPEATABLE = Set.of("step.started", "cost");

    @TempDir
    Path folder;

    private static WorkflowBench bench(Path root) throws IOException {
        WorkflowBench bench = new WorkflowBench(root);
        bench.template(GATED);
        bench.endpoints.put("tool", request -> ChildRunTest.paid("facts", "0.10"));
        bench.endpoints.put(
                "llm",
                request -> WorkflowEngineTest.text(
                        "{\"type\": \"research-report\", \"title\": \"T\", \"summary\": \"s\"}"));
        return bench;
    }

    /** Executes a run to its end and returns the types of its entries without the repeatable ones. */
    private static List<String> finish(WorkflowBench bench, String id) {
        for (String event : List.of(id + ":1:facts", id)) {
            bench.work();
            String artifact = MemoryBundles.artifactId(event);
            bench.bundles.decide(artifact, new Decision("approved", "bob", null, NullNode.getInstance()));
            bench.runs.wakeForDecision(artifact);
        }
        bench.work();
        return bench.types(id).stream()
                .filter(type -> !REPEATABLE.contains(type))
                .toList();
    }

    @Test
    void each_beginning_leads_to_the_same_entries() throws IOException {
        Map<String, JsonNode> events = new LinkedHashMap<>();
        Path original;
        List<String> types;
        String id;
        try (WorkflowBench bench = bench(folder.resolve("original"))) {
            id = bench.start("report", "{'topic': 'tea'}");
            types = finish(bench, id);
            assertThat(types).endsWith("run.completed").contains("gate.waiting", "run.review");
            bench.bundles.eventIds().forEach(event -> events.put(event, bench.bundles.event(event)));
            original = bench.parts.store().layout().run(id);
        }
        List<String> lines = Files.readAllLines(original.resolve("ledger.jsonl"));
        for (int length = 0; length <= lines.size(); length++) {
            try (WorkflowBench bench = bench(folder.resolve("length-" + length))) {
                List<String> kept = lines.subList(0, length);
                Path run = Files.createDirectories(bench.parts.store().layout().run(id));
                Files.copy(original.resolve("specification.json"), run.resolve("specification.json"));
                Files.write(run.resolve("ledger.jsonl"), kept);
                for (Map.Entry<String, JsonNode> event : events.entrySet()) {
                    if (kept.toString().contains("\"eventId\":\"" + event.getKey() + "\"")) {
                        bench.bundles.submit(event.getValue().toString().getBytes(StandardCharsets.UTF_8), "x");
                    }
                }
                bench.restart();
                assertThat(finish(bench, id)).as("from %d entries", length).isEqualTo(types);
                assertThat(bench.run(id).at("/costs/actual").asText()).isEqualTo("0.1");
            }
        }
    }
}
