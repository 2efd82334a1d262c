package io.runfolio.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelcontextprotocol.spec.McpSchema;
import io.runfolio.api.Caller;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code get_run}: a run, an order that waits for a generator, or an event that is not a run yet. */
final class GetRunTool implements AgentTool {
    private static final int MAX_ID = 500;
    private static final int MAX_ARTIFACTS = 50;
    private static final List<String> TOLD = List.of(
            "jobId",
            "status",
            "model",
            "providerModel",
            "taskMode",
            "project",
            "tags",
            "promptSummary",
            "errors",
            "warnings",
            "timing",
            "steps",
            "cost",
            "notes",
            "templateId",
            "templateVersion",
            "intake",
            "error");

    private final ApiCalls api;
    private final ArtifactDigest digest;

    GetRunTool(ApiCalls api, ArtifactDigest digest) {
        this.api = api;
        this.digest = digest;
    }

    @Override
    public McpSchema.Tool definition() {
        ToolSchema arguments = new ToolSchema()
                .text("id", MAX_ID, "Id of the run (or a unique prefix), of its job, or of an order.")
                .text("eventId", MAX_ID, "Identity of an event, for its state: waiting, working, bundled or refused.");
        ToolSchema answer = new ToolSchema()
                .any("runId", "string", "null")
                .any("state", "string")
                .property("artifacts", ToolSchema.list(ToolSchema.artifact()))
                .any("moreArtifacts", "integer")
                .property("untrusted", ToolSchema.untrusted())
                .required("runId", "state", "artifacts", "moreArtifacts", "untrusted");
        return McpSchema.Tool.builder("get_run", arguments.arguments())
                .title("Get a run")
                .description("Returns the state of a run with its artifacts, errors and warnings. Give id or eventId."
                        + " state is queued, running, review, completed, failed or cancelled for a run or an order, and"
                        + " waiting, working, bundled or refused for an event. "
                        + UntrustedText.NOTICE)
                .outputSchema(answer.answer())
                .annotations(ToolSchema.reads())
                .build();
    }

    @Override
    public ToolAnswer call(ToolArguments arguments, Caller caller) {
        Optional<String> id = arguments.text("id", MAX_ID);
        Optional<String> eventId = arguments.text("eventId", MAX_ID);
        arguments.check();
        if (id.isPresent() == eventId.isPresent()) {
            throw new ToolInputException("id or eventId is required, but not both.");
        }
        return eventId.map(event -> ofEvent(api.event(event, caller)))
                .orElseGet(() -> ofRun(api.run(id.orElseThrow(), caller), caller));
    }

    private static ToolAnswer ofEvent(JsonNode event) {
        Map<String, Object> untrusted = new LinkedHashMap<>();
        ArtifactDigest.value(untrusted, "eventId", event.path("eventId"), GetArtifactTool.MAX_ID);
        ArtifactDigest.value(untrusted, "error", event.path("error"), ArtifactDigest.LONG_VALUE);
        return answer(event.path("runId"), event.path("state").asText(), Map.of(), List.of(), 0, untrusted);
    }

    private ToolAnswer ofRun(JsonNode run, Caller caller) {
        Map<String, Object> more = new LinkedHashMap<>();
        for (String field : List.of("createdAt", "inputCount", "outputCount", "hasImage", "hasVideo")) {
            more.put(field, ArtifactDigest.word(run.path(field)));
        }
        more.putAll(RunSummary.workflow(run));
        more.put("sourceArtifactIds", ArtifactDigest.ids(run.path("sourceArtifactIds")));
        List<Map<String, Object>> artifacts = new ArrayList<>();
        for (JsonNode artifact : run.path("artifacts")) {
            if (artifacts.size() < MAX_ARTIFACTS) {
                artifacts.add(digest.summary(artifact, caller));
            }
        }
        Map<String, Object> untrusted = new LinkedHashMap<>();
        TOLD.forEach(field -> ArtifactDigest.value(untrusted, field, run.path(field), ArtifactDigest.LONG_VALUE));
        int left = run.path("artifacts").size() - artifacts.size();
        return answer(run.path("id"), run.path("state").asText(), more, artifacts, left, untrusted);
    }

    private static ToolAnswer answer(
            JsonNode runId,
            String state,
            Map<String, Object> more,
            List<Map<String, Object>> artifacts,
            int moreArtifacts,
            Map<String, Object> untrusted) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("runId", runId.textValue());
        facts.put("state", state);
        facts.putAll(more);
        facts.put("artifacts", artifacts);
        facts.put("moreArtifacts", moreArtifacts);
        facts.put("untrusted", untrusted);
        return new ToolAnswer(facts);
    }
}
