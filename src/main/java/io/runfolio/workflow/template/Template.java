package io.runfolio.workflow.template;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Template of runs: inputs, steps and the artifact that results. It is made by {@link #parse} or read from a
 * {@link TemplateFolder}. Values that the template leaves out are null.
 *
 * @param id id for runs and orders
 * @param name display name
 * @param description purpose
 * @param artifactClass class of the artifact
 * @param artifactType type of the artifact
 * @param version version of the template
 * @param intakeSchema input fields
 * @param steps steps in their order
 * @param schemaVersion form of the template, such as {@code workflow-schema-v1}
 * @param cadence how often it is run, in words
 * @param gates gates in their order
 * @param providers {@code provider/model} by role, capability, kind or step
 * @param budgetPolicy budget of a run
 * @param artifactSchema form of the artifact's content
 * @param canonical whether runs take this version if they name none
 * @param deprecated whether new runs should use another template
 * @param supersededBy template to use instead
 * @param extras fields that have no meaning here
 * @param sha256 checksum of what the version defines: the document with sorted keys and without white space,
 *     {@code canonical}, {@code deprecated} and {@code supersededBy}
 * @param file name of the file; the empty string if it was not read from a file
 * @param document the JSON object of the file, with the prompts of {@code promptPath}
 */
public record Template(
        String id,
        String name,
        String description,
        String artifactClass,
        String artifactType,
        String version,
        List<TemplateField> intakeSchema,
        List<WorkflowStep> steps,
        String schemaVersion,
        String cadence,
        List<TemplateGate> gates,
        Map<String, String> providers,
        BudgetPolicy budgetPolicy,
        ObjectNode artifactSchema,
        boolean canonical,
        boolean deprecated,
        Successor supersededBy,
        Map<String, JsonNode> extras,
        String sha256,
        String file,
        @JsonIgnore ObjectNode document) {
    private static final ObjectMapper MAPPER =
            JsonMappers.strict(JsonLimits.RECORD).build();

    /**
     * Template that supersedes another one.
     *
     * @param templateId id of the template
     * @param templateVersion its version; null for the canonical one
     */
    public record Successor(String templateId, String templateVersion) {}

    public Template {
        intakeSchema = List.copyOf(intakeSchema);
        steps = List.copyOf(steps);
        gates = List.copyOf(gates);
        providers = Collections.unmodifiableMap(new LinkedHashMap<>(providers));
        extras = Collections.unmodifiableMap(new LinkedHashMap<>(extras));
    }

    /**
     * Parses a template in JSON that was checked before, such as that of a run's specification. Only its form is
     * checked again: neither its fields against each other, nor its references.
     *
     * @throws TemplateInvalidException if it is not a template
     */
    public static Template parse(byte[] json) {
        try {
            return parse(MAPPER.readTree(json));
        } catch (IOException e) {
            return TemplateReader.Result.unusable("it is not JSON: " + e.getMessage(), "correct it")
                    .orThrow();
        }
    }

    /** Parses a template as {@link #parse(byte[])} does. */
    public static Template parse(String json) {
        return parse(json.getBytes(StandardCharsets.UTF_8));
    }

    /** Parses a template as {@link #parse(byte[])} does. The node is not changed. */
    public static Template parse(JsonNode json) {
        return TemplateReader.read(json, StepReader.Prompts.EMBEDDED).orThrow();
    }

    /**
     * Returns the template of a {@link #pinned} document.
     *
     * @throws TemplateInvalidException if it is not one
     */
    public static Template ofPinned(JsonNode pinned) {
        return parse(pinned.path("document"))
                .withFile(pinned.path("file").asText())
                .withCanonical(pinned.path("canonical").asBoolean());
    }

    /** Returns everything that a run needs of the template, whatever happens to its file: see {@link #ofPinned}. */
    public ObjectNode pinned() {
        ObjectNode pinned = JsonNodeFactory.instance.objectNode();
        pinned.put("id", id);
        pinned.put("version", version);
        pinned.put("sha256", sha256);
        pinned.put("canonical", canonical);
        pinned.put("file", file);
        pinned.set("document", document);
        return pinned;
    }

    /** Returns an input field. */
    public Optional<TemplateField> field(String field) {
        return intakeSchema.stream().filter(one -> one.name().equals(field)).findFirst();
    }

    /** Returns a step. */
    public Optional<WorkflowStep> step(String step) {
        return steps.stream().filter(one -> one.id().equals(step)).findFirst();
    }

    /** Returns the step whose files are the artifact: the last one with {@code emitsArtifact}, else the last one. */
    public Optional<WorkflowStep> lastEmitting() {
        Optional<WorkflowStep> emitting =
                steps.stream().filter(step -> step.emitsArtifact() != null).reduce((one, next) -> next);
        return emitting.or(() -> steps.isEmpty() ? Optional.empty() : Optional.of(steps.get(steps.size() - 1)));
    }

    /** Returns the path of a step in the document, for messages. */
    String stepPath(int index) {
        return (document.has("steps") ? "steps[" : "runtimeSteps[") + index + "]";
    }

    /** Returns id and version for messages. */
    String named() {
        return id + ", version " + version;
    }

    Template withCanonical(boolean isCanonical) {
        return copy(isCanonical, file);
    }

    Template withFile(String name) {
        return copy(canonical, name);
    }

    private Template copy(boolean isCanonical, String name) {
        return copy(isCanonical, name, steps);
    }

    /**
     * Returns the template up to a step, which makes the artifact.
     *
     * @param emits artifact of that step
     */
    public Template upTo(String stepId, EmitsArtifact emits) {
        List<WorkflowStep> first = new ArrayList<>();
        for (WorkflowStep step : steps) {
            if (step.id().equals(stepId)) {
                first.add(step.emitting(emits));
                break;
            }
            first.add(step.emitting(null));
        }
        return copy(canonical, file, first);
    }

    private Template copy(boolean isCanonical, String name, List<WorkflowStep> steps) {
        return new Template(
                id,
                this.name,
                description,
                artifactClass,
                artifactType,
                version,
                intakeSchema,
                steps,
                schemaVersion,
                cadence,
                gates,
                providers,
                budgetPolicy,
                artifactSchema,
                isCanonical,
                deprecated,
                supersededBy,
                extras,
                sha256,
                name,
                document);
    }
}
