package io.runfolio.workflow.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.json.JsonObjectReader;
import io.runfolio.workflow.form.TextForms;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Parses the steps of a template. */
final class StepReader {
    private static final List<String> RESERVED = List.of("intake", "inputs");
    private static final int MAX_TOKENS = 10_000_000;
    private static final int MAX_SECONDS = 7 * 24 * 60 * 60;

    private final TemplateErrors errors;
    private final EmitsArtifact artifact;
    private final Prompts prompts;

    /** Texts of prompt files. */
    interface Prompts {
        /** Template whose prompts are in it already, beside the paths of their files. */
        Prompts EMBEDDED = (path, field, errors) -> Optional.empty();

        /** Returns the text of a file; empty, with a problem of the field, if it cannot be used. */
        Optional<String> read(String path, String field, TemplateErrors errors);
    }

    /** @param artifact artifact of the template */
    StepReader(TemplateErrors errors, EmitsArtifact artifact, Prompts prompts) {
        this.errors = errors;
        this.artifact = artifact;
        this.prompts = prompts;
    }

    WorkflowStep read(JsonObjectReader json, List<WorkflowStep> before) {
        String id = json.requiredText("id", TextForms.ID);
        if (RESERVED.contains(id)
                || before.stream().anyMatch(other -> other.id().equals(id) && !id.isEmpty())) {
            errors.add(
                    json.at("id"),
                    "must be another than intake, inputs and those of the other steps",
                    "rename the step " + id);
        }
        return new WorkflowStep(
                id,
                json.text("name", TextForms.LINE).orElse(id),
                json.requiredText("kind", TextForms.LINE),
                json.text("capability", TextForms.LINE).orElse(null),
                json.text("role", TextForms.LINE).orElse(null),
                json.text("model", TextForms.LINE).orElse(null),
                json.text("system", TextForms.PROMPT).orElse(null),
                prompt(json).orElse(null),
                json.text("promptPath", TextForms.LINE).orElse(null),
                json.text("inputPath", TextForms.PATH).orElse(null),
                json.flag("expectJson").orElse(false),
                (ObjectNode) json.objectNode("jsonSchema").orElse(null),
                requireTrue(json),
                json.text("failMessage", TextForms.PROSE).orElse(null),
                number(json, "maxTokens", MAX_TOKENS),
                number(json, "timeoutSeconds", MAX_SECONDS),
                emits(json),
                json.text("satisfiedBy", TextForms.SATISFIED_BY).orElse(null),
                json.object("subWorkflow").map(this::subWorkflow).orElse(null),
                parameters(json));
    }

    /** Returns the prompt: the text of the template, else that of the file. */
    private Optional<String> prompt(JsonObjectReader json) {
        Optional<String> text = json.text("promptTemplate", TextForms.PROMPT);
        Optional<String> path = json.text("promptPath", TextForms.LINE);
        if (path.isEmpty() || prompts == Prompts.EMBEDDED) {
            return text;
        }
        if (text.isPresent()) {
            errors.add(json.at("promptPath"), "is given beside promptTemplate", "remove one of them");
            return text;
        }
        return prompts.read(path.get(), json.at("promptPath"), errors);
    }

    private static Integer number(JsonObjectReader json, String name, int max) {
        OptionalLong number = json.wholeNumber(name, 1, max);
        return number.isPresent() ? (int) number.getAsLong() : null;
    }

    private static List<String> requireTrue(JsonObjectReader json) {
        JsonNode value = json.value("requireTrue");
        return value.isTextual() ? List.of(value.textValue()) : json.texts("requireTrue");
    }

    private EmitsArtifact emits(JsonObjectReader json) {
        JsonNode value = json.value("emitsArtifact");
        if (value.isBoolean()) {
            return value.booleanValue() ? artifact : null;
        }
        return json.object("emitsArtifact")
                .map(emits -> {
                    EmitsArtifact made = new EmitsArtifact(
                            emits.text("artifactClass", TextForms.CLASS).orElse(artifact.artifactClass()),
                            emits.text("artifactType", TextForms.LINE).orElse(artifact.artifactType()));
                    errors.noteUnread(emits);
                    return made;
                })
                .orElse(null);
    }

    private ObjectNode parameters(JsonObjectReader json) {
        ObjectNode parameters = JsonNodeFactory.instance.objectNode();
        JsonNode given = json.objectNode("parameters").orElseGet(JsonNodeFactory.instance::objectNode);
        errors.noteUnread(json).forEach(parameters::set);
        given.properties().forEach(parameter -> parameters.set(parameter.getKey(), parameter.getValue()));
        return parameters;
    }

    private SubWorkflow subWorkflow(JsonObjectReader json) {
        Map<String, JsonNode> mapping = new LinkedHashMap<>();
        json.object("intakeMapping").ifPresent(inner -> {
            for (String name : inner.names()) {
                boolean isPath = name.indexOf('.') >= 0;
                JsonNode value = inner.value(name);
                if (isPath && value.isTextual()) {
                    mapping.put(value.textValue(), JsonNodeFactory.instance.textNode("{" + name + "}"));
                } else if (!isPath && !value.isMissingNode()) {
                    mapping.put(name, value);
                }
            }
        });
        boolean isMapped = json.has("intakeMapping");
        SubWorkflow sub = new SubWorkflow(
                json.requiredText("templateId", TextForms.ID),
                json.text("templateVersion", TextForms.LINE).orElse(null),
                isMapped ? mapping : null);
        errors.noteUnread(json);
        return sub;
    }
}
