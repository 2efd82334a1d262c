package io.runfolio.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** State of a workflow run or an order, for agents. */
final class RunSummary {
    private static final int MAX_STEPS = 100;

    private RunSummary() {}

    /** Returns the schema of an answer with a run's state. */
    static Map<String, Object> schema() {
        return new ToolSchema()
                .any("runId", "string")
                .any("state", "string")
                .property("untrusted", ToolSchema.untrusted())
                .required("runId", "state", "untrusted")
                .answer();
    }

    static ToolAnswer of(JsonNode run) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("runId", run.path("id").asText());
        facts.put("state", run.path("state").asText());
        facts.putAll(workflow(run));
        Map<String, Object> untrusted = new LinkedHashMap<>();
        ArtifactDigest.value(untrusted, "templateId", run.path("templateId"), ArtifactDigest.LONG_VALUE);
        ArtifactDigest.value(untrusted, "error", run.path("error"), ArtifactDigest.LONG_VALUE);
        facts.put("untrusted", untrusted);
        return new ToolAnswer(facts);
    }

    /** Returns what the engine has determined about a workflow run; nothing for other runs. */
    static Map<String, Object> workflow(JsonNode run) {
        Map<String, Object> facts = new LinkedHashMap<>();
        if (!run.has("lastEventId")) {
            return facts;
        }
        for (String field : List.of("attempt", "queuedAt", "startedAt", "completedAt", "durationMs", "parentRunId")) {
            facts.put(field, ArtifactDigest.word(run.path(field)));
        }
        facts.put("childRunIds", words(run.path("childRunIds")));
        facts.put("artifactIds", ArtifactDigest.ids(run.path("artifactIds")));
        facts.put("waitsForDecisionOn", ArtifactDigest.word(run.path("gate").path("artifactId")));
        facts.put("estimatedUsd", number(run.path("costs").path("estimated")));
        facts.put("actualUsd", number(run.path("costs").path("actual")));
        List<Map<String, Object>> steps = new ArrayList<>();
        for (JsonNode step : run.path("steps")) {
            if (steps.size() < MAX_STEPS) {
                Map<String, Object> one = new LinkedHashMap<>();
                for (String field : List.of("id", "kind", "state", "artifactId", "childRunId", "durationMs")) {
                    one.put(field, ArtifactDigest.word(step.path(field)));
                }
                steps.add(one);
            }
        }
        facts.put("workflowSteps", steps);
        return facts;
    }

    private static Object number(JsonNode number) {
        return number.isNumber() ? number.decimalValue() : null;
    }

    private static List<Object> words(JsonNode list) {
        List<Object> words = new ArrayList<>();
        list.forEach(one -> words.add(ArtifactDigest.word(one)));
        return words;
    }
}
