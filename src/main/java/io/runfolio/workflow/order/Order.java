package io.runfolio.workflow.order;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.run.ArtifactClass;
import io.runfolio.workflow.template.ArtifactReference;
import io.runfolio.workflow.template.SubWorkflow;
import io.runfolio.workflow.template.Template;
import io.runfolio.workflow.template.TemplateInputs;
import io.runfolio.workflow.template.WorkflowStep;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Order of a run.
 *
 * @param id {@code order-} and 16 hex digits: also the job id in the generator's event
 * @param state progress of the order
 * @param document content of its file; {@code docs/templates.md} lists the fields
 */
public record Order(String id, OrderState state, JsonNode document) {
    private static final int FORMAT_VERSION = 1;

    /**
     * Creates an order of valid inputs.
     *
     * @param request digest of the request, to detect a repeated one
     */
    public static Order of(
            String id, Template template, TemplateInputs templateInputs, String orderedBy, Instant at, String request) {
        Set<String> sources = new LinkedHashSet<>();
        templateInputs.references().values().forEach(artifactReference -> sources.add(artifactReference.id()));
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("order_version", FORMAT_VERSION);
        document.put("id", id);
        document.put("created_at", at.toString());
        document.put("ordered_by", orderedBy);
        document.put("template_id", template.id());
        document.put("template_version", template.version());
        document.set("intake", templateInputs.values());
        document.set("references", references(templateInputs));
        document.set("steps", steps(template, templateInputs));
        document.putObject("job").put("job_id", id).put("created_at", at.toString());
        ObjectNode artifact = document.putObject("artifact");
        artifact.put("template_id", template.id());
        artifact.put("artifact_class", template.artifactClass());
        artifact.put("artifact_type", template.artifactType());
        sources.forEach(artifact.putArray("source_artifact_ids")::add);
        artifact.put("source_report_artifact_id", report(templateInputs));
        document.put("request_digest", request);
        return new Order(id, OrderState.QUEUED, document);
    }

    /** Returns the id of the first referenced report, or null. */
    private static String report(TemplateInputs templateInputs) {
        return templateInputs.references().values().stream()
                .filter(artifactReference -> ArtifactClass.RESEARCH.isNamed(artifactReference.artifactClass()))
                .map(ArtifactReference::id)
                .findFirst()
                .orElse(null);
    }

    /** Returns whether the document belongs to this order and has inputs. */
    public boolean isConsistent() {
        return document.path("id").asText().equals(id)
                && document.path("intake").isObject();
    }

    /** Returns whether the order was made by a request with this digest. */
    public boolean matchesRequest(String request) {
        return request.equals(document.path("request_digest").asText());
    }

    private static ArrayNode references(TemplateInputs templateInputs) {
        ArrayNode references = JsonNodeFactory.instance.arrayNode();
        templateInputs.references().forEach((field, artifactReference) -> {
            ObjectNode reference = references.addObject();
            reference.put("field", field);
            reference.put("artifact_id", artifactReference.id());
            reference.put("artifact_class", artifactReference.artifactClass());
            reference.put("artifact_type", artifactReference.artifactType());
            reference.put("run_id", artifactReference.runId());
            reference.put("bundle", artifactReference.bundle());
            reference.put("original", artifactReference.original().orElse(null));
            artifactReference.sourceArtifactIds().forEach(reference.putArray("source_artifact_ids")::add);
        });
        return references;
    }

    /** Names the artifact that replaces a step, if it is supplied. */
    private static ArrayNode steps(Template template, TemplateInputs templateInputs) {
        ArrayNode steps = JsonNodeFactory.instance.arrayNode();
        for (WorkflowStep workflowStep : template.steps()) {
            ObjectNode json = steps.addObject();
            json.put("id", workflowStep.id());
            json.put("name", workflowStep.name());
            json.put("kind", workflowStep.kind());
            json.put(
                    "satisfied_by",
                    Optional.ofNullable(templateInputs.references().get(workflowStep.satisfyingField()))
                            .map(ArtifactReference::id)
                            .orElse(null));
            json.set("sub_workflow", subWorkflow(workflowStep.subWorkflow()));
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
        ObjectNode mapping = json.putObject("intake_mapping");
        if (sub.intakeMapping() != null) {
            sub.intakeMapping().forEach(mapping::set);
        }
        return json;
    }
}
