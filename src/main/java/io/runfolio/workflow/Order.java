package io.runfolio.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.run.ResearchReport;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A run that was ordered.
 *
 * @param id {@code order-} and 16 hex digits: the id of the job that the generator's event will name
 * @param state how far it has come
 * @param document what its file says; {@code docs/templates.md} has its fields
 */
public record Order(String id, OrderState state, JsonNode document) {
    private static final int FORMAT_VERSION = 1;

    /**
     * Makes an order of an intake that fits.
     *
     * @param request identity of what was asked, to know a repeated request by
     */
    public static Order of(String id, Template template, Intake intake, String orderedBy, Instant at, String request) {
        Set<String> sources = new LinkedHashSet<>();
        intake.supplies().values().forEach(supply -> sources.add(supply.id()));
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("order_version", FORMAT_VERSION);
        document.put("id", id);
        document.put("created_at", at.toString());
        document.put("ordered_by", orderedBy);
        document.put("template_id", template.id());
        document.put("template_version", template.version());
        document.set("intake", intake.values());
        document.set("references", references(intake));
        document.set("steps", steps(template, intake));
        document.putObject("job").put("job_id", id).put("created_at", at.toString());
        ObjectNode artifact = document.putObject("artifact");
        artifact.put("template_id", template.id());
        artifact.put("artifact_class", template.artifactClass());
        artifact.put("artifact_type", template.artifactType());
        sources.forEach(artifact.putArray("source_artifact_ids")::add);
        artifact.put("source_report_artifact_id", report(intake));
        document.put("request_digest", request);
        return new Order(id, OrderState.QUEUED, document);
    }

    /** Returns the first supplied artifact that is a report, or null. */
    private static String report(Intake intake) {
        return intake.supplies().values().stream()
                .filter(supply -> ResearchReport.CLASS.equals(supply.artifactClass()))
                .map(Supply::id)
                .findFirst()
                .orElse(null);
    }

    /** Returns whether the document is that of the order. */
    public boolean isWhole() {
        return document.path("id").asText().equals(id)
                && document.path("intake").isObject();
    }

    /** Returns whether the same was asked for. */
    public boolean isFor(String request) {
        return request.equals(document.path("request_digest").asText());
    }

    private static ArrayNode references(Intake intake) {
        ArrayNode references = JsonNodeFactory.instance.arrayNode();
        intake.supplies().forEach((field, supply) -> {
            ObjectNode reference = references.addObject();
            reference.put("field", field);
            reference.put("artifact_id", supply.id());
            reference.put("artifact_class", supply.artifactClass());
            reference.put("artifact_type", supply.artifactType());
            reference.put("run_id", supply.runId());
            reference.put("bundle", supply.bundle());
            reference.put("original", supply.original().orElse(null));
            supply.sourceArtifactIds().forEach(reference.putArray("source_artifact_ids")::add);
        });
        return references;
    }

    /** A step whose artifact is supplied is skipped: it says by which artifact. */
    private static ArrayNode steps(Template template, Intake intake) {
        ArrayNode steps = JsonNodeFactory.instance.arrayNode();
        for (Step step : template.steps()) {
            ObjectNode json = steps.addObject();
            json.put("id", step.id());
            json.put("name", step.name());
            json.put("kind", step.kind());
            json.put(
                    "satisfied_by",
                    Optional.ofNullable(intake.supplies().get(step.satisfyingField()))
                            .map(Supply::id)
                            .orElse(null));
            json.set("sub_workflow", subWorkflow(step.subWorkflow()));
        }
        return steps;
    }

    private static JsonNode subWorkflow(SubWorkflow sub) {
        if (sub == null) {
            return JsonNodeFactory.instance.nullNode();
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("template_id", sub.templateId());
        json.put("template_version", sub.templateVersion());
        sub.intakeMapping().forEach(json.putObject("intake_mapping")::put);
        return json;
    }
}
