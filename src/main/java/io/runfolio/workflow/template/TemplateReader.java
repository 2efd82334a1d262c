package io.runfolio.workflow.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.files.Checksums;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.json.JsonObjectReader;
import io.runfolio.workflow.form.TextForms;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Parses one template and reports every invalid field. */
final class TemplateReader {
    private static final ObjectMapper SORTED = JsonMappers.builder(JsonLimits.RECORD)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();
    /** Maximum number of fields, and of steps. */
    private static final int MAX_ENTRIES = 500;

    /** Fields that may change without a new version. */
    private static final List<String> MARKS = List.of("canonical", "deprecated", "supersededBy");

    private final TemplateErrors errors;
    private final StepReader.Prompts prompts;
    private final JsonObjectReader json;

    private TemplateReader(ObjectNode document, StepReader.Prompts prompts) {
        this.errors = new TemplateErrors(document);
        this.prompts = prompts;
        this.json = JsonObjectReader.of(document, "", errors);
    }

    /**
     * Result of reading a file.
     *
     * @param template the template; empty if there is any problem
     * @param problems problems, without the name of the file
     * @param notes remarks, without the name of the file
     */
    record Result(Optional<Template> template, List<TemplateProblem> problems, List<TemplateProblem> notes) {
        static Result unusable(String reason, String cure) {
            TemplateProblem problem = new TemplateProblem(TemplateProblem.INVALID, "", "", reason, cure);
            return new Result(Optional.empty(), List.of(problem), List.of());
        }

        Template orThrow() {
            return template.orElseThrow(() -> new TemplateInvalidException(problems));
        }
    }

    /** Parses a template that was checked before: a run goes on when the checks become stricter. */
    static Result read(JsonNode node, StepReader.Prompts prompts) {
        if (node == null || !node.isObject()) {
            return Result.unusable("it must be an object", "begin with the fields id, name and version");
        }
        TemplateReader reader = new TemplateReader((ObjectNode) node, prompts);
        Template template = reader.template((ObjectNode) node);
        return result(template, reader.errors);
    }

    /** Parses a template and checks its fields against each other. */
    static Result readNew(JsonNode node, StepReader.Prompts prompts) {
        Result form = read(node, prompts);
        if (form.template().isEmpty()) {
            return form;
        }
        TemplateErrors errors = new TemplateErrors(node);
        StepChecks.check(form.template().get(), errors);
        GateChecks.check(form.template().get(), errors);
        Result checked = result(form.template().get(), errors);
        List<TemplateProblem> notes = new ArrayList<>(form.notes());
        notes.addAll(checked.notes());
        return new Result(checked.template(), checked.problems(), notes);
    }

    private static Result result(Template template, TemplateErrors errors) {
        Optional<Template> usable = errors.isEmpty() ? Optional.of(template) : Optional.empty();
        return new Result(usable, errors.problems(), errors.notes());
    }

    private List<JsonObjectReader> requiredObjects(String name) {
        return json.require(name, "a list")
                ? json.objects(name, 0, MAX_ENTRIES, "a list of at most " + MAX_ENTRIES + " objects")
                : List.of();
    }

    private Template template(ObjectNode document) {
        String id = json.requiredText("id", TextForms.ID);
        String name = json.requiredText("name", TextForms.LINE);
        String description = json.text("description", TextForms.PROSE).orElse(null);
        String artifactClass = json.requiredText("artifactClass", TextForms.CLASS);
        String artifactType = json.requiredText("artifactType", TextForms.LINE);
        String version = json.requiredText("version", TextForms.LINE);
        List<TemplateField> fields = new ArrayList<>();
        FieldReader fieldReader = new FieldReader(errors);
        requiredObjects("intakeSchema").forEach(field -> fields.add(fieldReader.read(field, fields)));
        List<WorkflowStep> steps = new ArrayList<>();
        StepReader stepReader = new StepReader(errors, new EmitsArtifact(artifactClass, artifactType), prompts);
        String stepsKey = stepsKey();
        requiredObjects(stepsKey).forEach(step -> steps.add(stepReader.read(step, steps)));
        List<TemplateGate> gates = new GateReader(errors).read(json);
        ObjectNode complete = withPrompts(document, stepsKey, steps);
        return new Template(
                id,
                name,
                description,
                artifactClass,
                artifactType,
                version,
                fields,
                steps,
                json.text("schemaVersion", TextForms.LINE).orElse(null),
                json.text("cadence", TextForms.LINE).orElse(null),
                gates,
                providers(),
                budgetPolicy(),
                (ObjectNode) json.objectNode("artifactSchema").orElse(null),
                json.flag("canonical").orElse(false),
                json.flag("deprecated").orElse(false),
                supersededBy(),
                errors.noteUnread(json),
                sha256(complete),
                "",
                complete);
    }

    /** Returns the key of the steps; {@code runtimeSteps} is another name. */
    private String stepsKey() {
        if (!json.has("runtimeSteps")) {
            return "steps";
        }
        if (json.has("steps")) {
            errors.add("runtimeSteps", "is given beside steps", "remove one of them");
        }
        return "runtimeSteps";
    }

    /** Returns the document with the texts of prompt files, so that it is complete without them. */
    private static ObjectNode withPrompts(ObjectNode document, String stepsKey, List<WorkflowStep> steps) {
        ObjectNode complete = document.deepCopy();
        for (int i = 0; i < steps.size(); i++) {
            WorkflowStep step = steps.get(i);
            if (step.promptPath() != null && complete.path(stepsKey).path(i) instanceof ObjectNode node) {
                node.put("promptTemplate", step.promptTemplate());
            }
        }
        return complete;
    }

    /** Returns the checksum of what a version defines: the document with sorted keys, without its {@link #MARKS}. */
    private static String sha256(ObjectNode document) {
        ObjectNode definition = document.deepCopy().remove(MARKS);
        try {
            return Checksums.sha256(SORTED.writeValueAsString(SORTED.treeToValue(definition, Object.class)));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> providers() {
        Map<String, String> providers = new LinkedHashMap<>();
        json.object("providers").ifPresent(inner -> inner.names().forEach(name -> inner.text(name, TextForms.LINE)
                .ifPresent(provider -> providers.put(name, provider))));
        return providers;
    }

    private BudgetPolicy budgetPolicy() {
        JsonNode policy = json.value("budgetPolicy");
        if (policy.isMissingNode()) {
            return null;
        }
        JsonNode limit = policy.path(BudgetPolicy.MAX_COST);
        if (!policy.isTextual() && !policy.isObject()) {
            errors.wrongType("budgetPolicy", "a text or an object", policy);
        }
        boolean isAmount = limit.isNumber() && Double.isFinite(limit.doubleValue()) && limit.doubleValue() >= 0;
        if (!isAmount && !limit.isMissingNode() && !limit.isNull()) {
            errors.wrongType("budgetPolicy." + BudgetPolicy.MAX_COST, "a number from 0, in US dollars", limit);
        }
        return new BudgetPolicy(policy);
    }

    private Template.Successor supersededBy() {
        if (json.value("supersededBy").isTextual()) {
            return new Template.Successor(
                    json.text("supersededBy", TextForms.ID).orElse(""), null);
        }
        return json.object("supersededBy")
                .map(inner -> {
                    Template.Successor other = new Template.Successor(
                            inner.requiredText("templateId", TextForms.ID),
                            inner.text("templateVersion", TextForms.LINE)
                                    .or(() -> inner.text("version", TextForms.LINE))
                                    .orElse(null));
                    errors.noteUnread(inner);
                    return other;
                })
                .orElse(null);
    }
}
