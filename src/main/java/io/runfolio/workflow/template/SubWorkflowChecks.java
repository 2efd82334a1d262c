package io.runfolio.workflow.template;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.workflow.form.Cures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks a step with a sub-workflow against the template of the sub-workflow. */
final class SubWorkflowChecks {
    private final Template template;
    private final TemplateErrors errors;

    SubWorkflowChecks(Template template, TemplateErrors errors) {
        this.template = template;
        this.errors = errors;
    }

    /** @param path path of the step */
    void check(WorkflowStep step, Template child, String path) {
        String mapping = path + ".subWorkflow.intakeMapping";
        List<String> names =
                child.intakeSchema().stream().map(TemplateField::name).toList();
        Map<String, JsonNode> values = step.subWorkflow().mapping(template, child);
        values.forEach((name, value) -> {
            Optional<TemplateField> field = child.field(name);
            if (field.isEmpty()) {
                errors.add(
                        mapping + "." + Cures.shortened(name),
                        "is no field of " + child.named(),
                        Cures.instead(name, names));
            } else {
                value(field.get(), value, mapping + "." + name);
            }
        });
        for (TemplateField field : child.intakeSchema()) {
            boolean isMapped = values.containsKey(field.name());
            if (field.required() && field.defaultValue() == null && !isMapped) {
                errors.add(
                        mapping,
                        "lacks " + field.name() + ", which " + child.named() + " requires",
                        "add \"" + field.name() + "\", such as \"{intake." + field.name() + "}\"");
            }
        }
        made(step, child, path);
        if (child.deprecated()) {
            errors.note(
                    path + ".subWorkflow.templateId",
                    "names a deprecated template: " + child.named(),
                    child.supersededBy() == null
                            ? "choose another template"
                            : "use " + child.supersededBy().templateId());
        }
    }

    private void value(TemplateField field, JsonNode value, String path) {
        Optional<Reference> whole = Optional.ofNullable(value.textValue()).flatMap(Reference::whole);
        if (whole.isPresent()) {
            reference(field, whole.get(), path);
        } else if (!ReferenceChecks.hasReference(value)) {
            field.mismatch(value)
                    .ifPresent(why -> errors.add(
                            path,
                            why + " in " + field.name(),
                            field.type() == FieldType.ENUM
                                    ? Cures.instead(value.asText(), field.options())
                                    : "change " + TemplateErrors.shown(value)));
        } else if (value.isTextual()
                && !List.of(FieldType.STRING, FieldType.ENUM).contains(field.type())) {
            errors.add(
                    path,
                    "is a text with references, and " + field.name() + " must be "
                            + field.type().form(),
                    "write one reference alone, which keeps the type of its value");
        }
    }

    /** Checks the type of a field of the intake that becomes a field of the child's intake as it is. */
    private void reference(TemplateField field, Reference reference, String path) {
        List<Reference.Part> parts = reference.parts();
        boolean isField = reference.head().equals("intake") && parts.size() == 2;
        Optional<TemplateField> own = isField ? template.field(parts.get(1).toString()) : Optional.empty();
        own.flatMap(from -> mismatch(from, field))
                .ifPresent(why -> errors.add(path, "is " + reference + ", and " + why, "change one of the two fields"));
    }

    private static Optional<String> mismatch(TemplateField from, TemplateField to) {
        String names = from.name() + " has the type " + from.type().jsonName() + ", and " + to.name() + " the type "
                + to.type().jsonName();
        if (from.type() == FieldType.ENUM && to.type() == FieldType.ENUM) {
            List<String> others = new ArrayList<>(from.options());
            others.removeAll(to.options());
            return others.isEmpty()
                    ? Optional.empty()
                    : Optional.of(to.name() + " does not allow " + Cures.names(others));
        }
        if (from.type() == FieldType.ARTIFACT_REFERENCE && to.type() == FieldType.ARTIFACT_REFERENCE) {
            return artifactMismatch(from, to);
        }
        List<FieldType> texts = List.of(FieldType.STRING, FieldType.ENUM);
        boolean fits = from.type() == to.type()
                || texts.contains(from.type()) && texts.contains(to.type())
                || from.type() == FieldType.INTEGER && to.type() == FieldType.NUMBER
                || from.type() == FieldType.STRING && to.type() == FieldType.ARTIFACT_REFERENCE
                || from.type() == FieldType.ARTIFACT_REFERENCE && to.type() == FieldType.STRING;
        return fits ? Optional.empty() : Optional.of(names);
    }

    private static Optional<String> artifactMismatch(TemplateField from, TemplateField to) {
        boolean isOtherClass = differs(from.artifactClass(), to.artifactClass());
        if (!isOtherClass && !differs(from.artifactType(), to.artifactType())) {
            return Optional.empty();
        }
        return Optional.of(from.name() + " is an artifact of " + described(from) + ", and " + to.name() + " one of "
                + described(to));
    }

    private static boolean differs(String one, String other) {
        return one != null && other != null && !one.equals(other);
    }

    private static String described(TemplateField field) {
        return "class " + field.artifactClass()
                + (field.artifactType() == null ? "" : ", type " + field.artifactType());
    }

    /** Checks that what the child makes fits what the step says. */
    private void made(WorkflowStep step, Template child, String path) {
        EmitsArtifact emits = step.emitsArtifact();
        if (emits != null && !emits.artifactClass().equals(child.artifactClass())) {
            errors.add(
                    path + ".emitsArtifact",
                    "is an artifact of class " + emits.artifactClass() + ", and " + child.named()
                            + " makes one of class " + child.artifactClass(),
                    "name another template, or correct artifactClass");
        }
        boolean isLast = template.lastEmitting().filter(step::equals).isPresent();
        if (emits == null && isLast && !child.artifactClass().equals(template.artifactClass())) {
            errors.add(
                    path,
                    "is the last step and makes an artifact of class " + child.artifactClass()
                            + ", and the template makes one of class " + template.artifactClass(),
                    "correct artifactClass of the template, or add a step");
        }
    }
}
