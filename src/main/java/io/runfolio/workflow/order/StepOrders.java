package io.runfolio.workflow.order;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.run.ArtifactClass;
import io.runfolio.workflow.step.StepRequest;
import java.time.Instant;

/** Makes orders of single steps. They have the form of other orders, and {@code step_request} beside it. */
final class StepOrders {
    private static final int FORMAT_VERSION = 1;
    private static final String CALLER = "workflow";

    private StepOrders() {}

    /**
     * Returns the order of a step. Its id comes from the idempotency key, so an attempt that is repeated has the same.
     */
    static Order of(StepRequest request, Instant at) {
        String id = OrderIds.fromKey(CALLER, request.idempotencyKey());
        ObjectNode step = request.document();
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("order_version", FORMAT_VERSION);
        document.put("id", id);
        document.put("created_at", at.toString());
        document.put("ordered_by", CALLER);
        document.put("template_id", step.path("templateId").asText());
        document.put("template_version", step.path("templateVersion").asText());
        document.set("intake", step.path("intake").isObject() ? step.get("intake") : document.objectNode());
        document.putArray("references");
        ObjectNode entry = document.putArray("steps").addObject();
        entry.put("id", request.stepId());
        entry.put("name", request.stepId());
        entry.put("kind", request.kind());
        entry.putNull("satisfied_by");
        entry.putNull("sub_workflow");
        document.putObject("job").put("job_id", id).put("created_at", at.toString());
        document.set("artifact", artifact(request));
        document.set("step_request", step);
        document.put("request_digest", OrderIds.digest(request.idempotencyKey()));
        return new Order(id, OrderState.QUEUED, document);
    }

    private static ObjectNode artifact(StepRequest request) {
        ObjectNode artifact = JsonNodeFactory.instance.objectNode();
        artifact.put("template_id", request.document().path("templateId").asText());
        artifact.put("artifact_class", artifactClass(request).jsonName());
        artifact.put("artifact_type", request.capability().isEmpty() ? request.kind() : request.capability());
        ArrayNode sources = artifact.putArray("source_artifact_ids");
        for (JsonNode input : request.document().path("inputs")) {
            if (input.path("id").isTextual()) {
                sources.add(input.get("id"));
            }
        }
        return artifact.putNull("source_report_artifact_id");
    }

    /** Returns a class for the output; the bundle takes that of the file instead where the two do not fit. */
    private static ArtifactClass artifactClass(StepRequest request) {
        if (request.kind().equals("llm") || request.kind().equals("agent")) {
            return ArtifactClass.KNOWLEDGE;
        }
        return request.capability().contains("video") ? ArtifactClass.VIDEO : ArtifactClass.VISUAL;
    }
}
