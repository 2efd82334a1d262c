package io.runfolio.workflow.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.workflow.template.Template;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Specification of a run: everything that decides what it does. It is written before the run is queued and never
 * changes, so a template that changes meanwhile does not change the run.
 *
 * @param runId id of the run
 * @param caller name of the caller
 * @param queuedAt time of the start
 * @param template template, pinned by version and checksum
 * @param subWorkflows templates of all sub-workflows by {@code id@version}; of a canonical one also by {@code id}
 * @param intake inputs with defaults
 * @param inputs content of each supplied artifact by field
 * @param requestDigest checksum of the request, to detect a repeated key with another body
 * @param parent step that started the run; empty for a run of a caller
 * @param estimate estimated costs; a null node if unknown
 */
public record RunSpecification(
        String runId,
        String caller,
        Instant queuedAt,
        Template template,
        Map<String, Template> subWorkflows,
        ObjectNode intake,
        Map<String, SuppliedArtifact> inputs,
        String requestDigest,
        Optional<ParentStep> parent,
        JsonNode estimate) {
    private static final int FORMAT_VERSION = 1;

    public RunSpecification {
        subWorkflows = Map.copyOf(subWorkflows);
    }

    /**
     * Step of another run that a child run executes.
     *
     * @param runId id of that run
     * @param stepId id of the step
     * @param depth levels above the child run; 1 for a child of a caller's run
     */
    public record ParentStep(String runId, String stepId, int depth) {}

    /** Returns the levels above this run; 0 for a run of a caller. */
    public int depth() {
        return parent.map(ParentStep::depth).orElse(0);
    }

    /** Returns the content of its file. */
    ObjectNode document() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("specification_version", FORMAT_VERSION);
        json.put("run_id", runId);
        json.put("caller", caller);
        json.put("queued_at", queuedAt.toString());
        json.put("request_digest", requestDigest);
        parent.ifPresent(step -> json.putObject("parent")
                .put("run_id", step.runId())
                .put("step_id", step.stepId())
                .put("depth", step.depth()));
        json.set("template", template.pinned());
        ObjectNode subs = json.putObject("sub_workflows");
        subWorkflows.forEach((key, sub) -> subs.set(key, sub.pinned()));
        json.set("intake", intake);
        json.set("inputs", inputsDocument(inputs));
        json.set("estimate", estimate);
        return json;
    }

    static RunSpecification of(JsonNode json) {
        Map<String, Template> subs = new LinkedHashMap<>();
        json.path("sub_workflows")
                .properties()
                .forEach(sub -> subs.put(sub.getKey(), Template.ofPinned(sub.getValue())));
        JsonNode parent = json.path("parent");
        return new RunSpecification(
                json.path("run_id").asText(),
                json.path("caller").asText(),
                Instant.parse(json.path("queued_at").asText()),
                Template.ofPinned(json.path("template")),
                subs,
                (ObjectNode) json.path("intake"),
                inputsOf(json.path("inputs")),
                json.path("request_digest").asText(),
                parent.isObject()
                        ? Optional.of(new ParentStep(
                                parent.path("run_id").asText(),
                                parent.path("step_id").asText(),
                                parent.path("depth").asInt()))
                        : Optional.empty(),
                json.path("estimate").isMissingNode() ? JsonNodeFactory.instance.nullNode() : json.path("estimate"));
    }

    /** Returns supplied artifacts as a specification and a ledger keep them. */
    public static ObjectNode inputsDocument(Map<String, SuppliedArtifact> inputs) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        inputs.forEach((field, artifact) -> {
            ObjectNode snapshot = json.putObject(field);
            snapshot.put("id", artifact.id());
            snapshot.put("artifact_class", artifact.artifactClass());
            snapshot.put("artifact_type", artifact.artifactType());
            snapshot.put("status", artifact.status());
            snapshot.put("run_id", artifact.runId());
            snapshot.set("content", artifact.content());
            artifact.sourceArtifactIds().forEach(snapshot.putArray("source_artifact_ids")::add);
        });
        return json;
    }

    static Map<String, SuppliedArtifact> inputsOf(JsonNode json) {
        Map<String, SuppliedArtifact> inputs = new LinkedHashMap<>();
        json.properties().forEach(field -> inputs.put(field.getKey(), artifact(field.getValue())));
        return inputs;
    }

    private static SuppliedArtifact artifact(JsonNode json) {
        List<String> sources = new java.util.ArrayList<>();
        json.path("source_artifact_ids").forEach(id -> sources.add(id.asText()));
        return new SuppliedArtifact(
                json.path("id").asText(),
                json.path("artifact_class").textValue(),
                json.path("artifact_type").textValue(),
                json.path("status").textValue(),
                json.path("run_id").textValue(),
                json.path("content").isObject()
                        ? (ObjectNode) json.path("content")
                        : JsonNodeFactory.instance.objectNode(),
                sources);
    }
}
