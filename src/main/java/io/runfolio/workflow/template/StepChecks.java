package io.runfolio.workflow.template;

import io.runfolio.workflow.form.Cures;
import io.runfolio.workflow.form.JsonSchemas;
import io.runfolio.workflow.form.PathCheck;
import io.runfolio.workflow.form.SchemaShape;
import io.runfolio.workflow.form.ValueShape;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks the fields of a template against each other, as far as that needs no other template. */
final class StepChecks {
    private static final String SUB_WORKFLOW = "subWorkflow";
    /** Kinds of a step that another workflow executes; the second one is older. */
    private static final List<String> SUB_KINDS = List.of(SUB_WORKFLOW, "workflow");

    private final Template template;
    private final TemplateErrors errors;

    private StepChecks(Template template, TemplateErrors errors) {
        this.template = template;
        this.errors = errors;
    }

    static void check(Template template, TemplateErrors errors) {
        StepChecks checks = new StepChecks(template, errors);
        for (int i = 0; i < template.steps().size(); i++) {
            checks.step(template.steps().get(i), template.stepPath(i));
        }
        checks.artifact();
        checks.providers();
        checks.succession();
    }

    private void step(WorkflowStep step, String path) {
        kind(step, path);
        satisfiedBy(step, path + ".satisfiedBy");
        answer(step, path);
        if (step.inputPath() != null && Reference.ofPath(step.inputPath()).isEmpty()) {
            errors.add(
                    path + ".inputPath",
                    "is not a path: " + step.inputPath(),
                    "write names with dots between them, such as step-1.json.title");
        }
    }

    private void kind(WorkflowStep step, String path) {
        if (step.kind().equals(SUB_WORKFLOW) && step.subWorkflow() == null) {
            errors.add(path + ".subWorkflow", "is required for the kind subWorkflow", "add templateId in an object");
        }
        if (step.subWorkflow() != null && !SUB_KINDS.contains(step.kind())) {
            errors.note(
                    path + ".kind",
                    "has no effect beside subWorkflow: " + step.kind(),
                    "write subWorkflow, or remove the object subWorkflow");
        }
    }

    private void satisfiedBy(WorkflowStep step, String path) {
        if (step.satisfiedBy() == null) {
            return;
        }
        String name = step.satisfyingField();
        Optional<TemplateField> field = template.field(name);
        List<String> references = template.intakeSchema().stream()
                .filter(one -> one.type() == FieldType.ARTIFACT_REFERENCE)
                .map(TemplateField::name)
                .toList();
        if (field.isEmpty()) {
            errors.add(
                    path,
                    "names the field " + name + ", which intakeSchema does not have",
                    references.isEmpty()
                            ? "add the field to intakeSchema, with the type artifactReference"
                            : Cures.instead(name, references));
        } else if (field.get().type() != FieldType.ARTIFACT_REFERENCE) {
            errors.add(
                    path,
                    "must name a field of type artifactReference: " + name + " has the type "
                            + field.get().type().jsonName(),
                    references.isEmpty()
                            ? "set the type of the field to artifactReference"
                            : Cures.instead(name, references));
        } else if (field.get().required()) {
            errors.note(
                    path,
                    "names a required field, so the step is always skipped",
                    "remove required of the field " + name + ", or the step");
        }
    }

    private void answer(WorkflowStep step, String path) {
        if (step.jsonSchema() != null) {
            JsonSchemas.problem(step.jsonSchema())
                    .ifPresent(why ->
                            errors.add(path + ".jsonSchema", why, "correct it, or remove it and use expectJson alone"));
        }
        boolean expectsJson = step.expectJson() || step.jsonSchema() != null;
        ValueShape shape = step.jsonSchema() == null ? ValueShape.ANY : SchemaShape.of(step.jsonSchema());
        for (String required : step.requireTrue()) {
            Optional<Reference> reference = Reference.ofPath(required);
            if (reference.isEmpty()) {
                errors.add(
                        path + ".requireTrue",
                        "is not a path: " + Cures.shortened(required),
                        "write names with dots between them, such as checks[0].passed");
                continue;
            }
            List<String> parts = reference.get().parts().stream()
                    .map(Reference.Part::toString)
                    .toList();
            boolean hasPrefix = parts.size() > 1 && parts.get(0).equals("json");
            PathCheck.missing(shape, hasPrefix ? parts.subList(1, parts.size()) : parts, "jsonSchema")
                    .ifPresent(missing -> errors.add(
                            path + ".requireTrue",
                            "has the path " + Cures.shortened(required) + ", and " + missing.reason(),
                            missing.cure()));
        }
        if (!step.requireTrue().isEmpty() && !expectsJson) {
            errors.add(path + ".requireTrue", "needs JSON in the answer", "add \"expectJson\": true");
        }
        if (step.failMessage() != null && !expectsJson) {
            errors.note(
                    path + ".failMessage",
                    "has no effect, as the answer is not checked",
                    "add expectJson, jsonSchema or requireTrue, or remove it");
        }
    }

    /** Checks that the artifact of the last emitting step is that of the template. */
    private void artifact() {
        template.lastEmitting().filter(step -> step.emitsArtifact() != null).ifPresent(step -> {
            EmitsArtifact made = step.emitsArtifact();
            if (!made.artifactClass().equals(template.artifactClass())) {
                errors.add(
                        template.stepPath(template.steps().indexOf(step)) + ".emitsArtifact",
                        "is an artifact of class " + made.artifactClass() + ", and the template makes one of class "
                                + template.artifactClass(),
                        "set emitsArtifact of the step that makes the artifact of the template to true");
            }
        });
    }

    private void providers() {
        Set<String> used = new LinkedHashSet<>();
        for (int i = 0; i < template.steps().size(); i++) {
            WorkflowStep step = template.steps().get(i);
            used.addAll(List.of(step.id(), step.kind(), step.capabilityOrEmpty()));
            if (step.role() != null) {
                used.add(step.role());
                boolean isKnown = step.model() != null || template.providers().containsKey(step.role());
                if (!isKnown && !template.providers().isEmpty()) {
                    errors.note(
                            template.stepPath(i) + ".role",
                            "has no model: providers does not have " + step.role(),
                            "add it to providers, or set model");
                }
            }
        }
        template.providers().keySet().stream()
                .filter(name -> !used.contains(name))
                .forEach(name -> errors.note(
                        "providers." + Cures.shortened(name),
                        "is no role, id, capability or kind of a step",
                        "set role of the step that uses it to " + Cures.shortened(name) + ", or remove it"));
    }

    private void succession() {
        Template.Successor next = template.supersededBy();
        if (next == null) {
            return;
        }
        if (!template.deprecated()) {
            errors.note("supersededBy", "has no effect without deprecated", "add \"deprecated\": true");
        }
        if (next.templateId().equals(template.id()) && template.version().equals(next.templateVersion())) {
            errors.add("supersededBy", "is the template itself", "name the template to use instead");
        }
    }
}
