package io.runfolio.workflow.template;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Step of a workflow. Values that the template leaves out are null, lists and {@code parameters} are empty.
 *
 * @param id unique in the template; later steps refer to it
 * @param name display name; the id if the template gives none
 * @param kind kind of work: {@code llm}, {@code image}, {@code tool}, {@code subWorkflow}, {@code agent}, {@code code},
 *     {@code qa} or another word that an endpoint or generator knows
 * @param capability capability within the kind, such as {@code text_to_image}
 * @param role role of the model in {@code providers}
 * @param model model; overrides that of {@code providers}
 * @param system system prompt, with references
 * @param promptTemplate prompt, with references; the content of the file of {@code promptPath} if that is given
 * @param promptPath file with the prompt, relative to the templates folder
 * @param inputPath reference without braces whose value is the step's input
 * @param expectJson whether the answer must have JSON
 * @param jsonSchema JSON Schema of the answer's JSON
 * @param requireTrue paths in the answer's JSON that must be true
 * @param failMessage message if a check of the answer fails
 * @param maxTokens maximum number of tokens of the answer
 * @param timeoutSeconds time limit of one attempt
 * @param emitsArtifact artifact that the step makes
 * @param satisfiedBy {@code inputs.<field>}: the step is skipped if this artifact is supplied
 * @param subWorkflow workflow that executes the step
 * @param parameters the object {@code parameters} of the step, and fields that have no meaning here, for the endpoint
 */
public record WorkflowStep(
        String id,
        String name,
        String kind,
        String capability,
        String role,
        String model,
        String system,
        String promptTemplate,
        String promptPath,
        String inputPath,
        boolean expectJson,
        ObjectNode jsonSchema,
        List<String> requireTrue,
        String failMessage,
        Integer maxTokens,
        Integer timeoutSeconds,
        EmitsArtifact emitsArtifact,
        String satisfiedBy,
        SubWorkflow subWorkflow,
        ObjectNode parameters) {
    public static final String INPUTS = "inputs.";

    public WorkflowStep {
        requireTrue = List.copyOf(requireTrue);
    }

    /** Returns the field whose artifact replaces the step; the empty string if absent. */
    public String satisfyingField() {
        return satisfiedBy == null ? "" : satisfiedBy.substring(INPUTS.length());
    }

    /** Returns the capability; the empty string if absent. */
    public String capabilityOrEmpty() {
        return capability == null ? "" : capability;
    }

    /** Returns this step with another artifact that it makes; null for none. */
    WorkflowStep emitting(EmitsArtifact emits) {
        return new WorkflowStep(
                id,
                name,
                kind,
                capability,
                role,
                model,
                system,
                promptTemplate,
                promptPath,
                inputPath,
                expectJson,
                jsonSchema,
                requireTrue,
                failMessage,
                maxTokens,
                timeoutSeconds,
                emits,
                satisfiedBy,
                subWorkflow,
                parameters);
    }
}
