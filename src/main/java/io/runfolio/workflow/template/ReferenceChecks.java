package io.runfolio.workflow.template;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.workflow.form.Cures;
import io.runfolio.workflow.form.PathCheck;
import io.runfolio.workflow.form.ValueShape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks that the references in the texts of a template's steps lead to values. */
final class ReferenceChecks {
    private static final String INTAKE = "intake";
    private static final String INPUTS = "inputs";
    /** Braces around what looks like a reference, with what no reference has, such as spaces. */
    private static final Pattern ALMOST = Pattern.compile("(?<!\\{)\\{([^{}\\n\"]{1,200})}(?!})");

    private static final Pattern IN_TWO_PAIRS = Pattern.compile("\\{\\{([^{}\\n\"]{1,200})}}");

    private final Template template;
    private final TemplateErrors errors;
    private final SlotShapes shapes;
    private final Map<String, Integer> positions = new LinkedHashMap<>();

    private ReferenceChecks(Template template, SlotShapes shapes, TemplateErrors errors) {
        this.template = template;
        this.shapes = shapes;
        this.errors = errors;
        for (int i = 0; i < template.steps().size(); i++) {
            positions.put(template.steps().get(i).id(), i);
        }
    }

    /** @param children finds the template of a sub-workflow */
    static void check(Template template, Function<SubWorkflow, Optional<Template>> children, TemplateErrors errors) {
        ReferenceChecks checks = new ReferenceChecks(template, new SlotShapes(template, children), errors);
        for (int i = 0; i < template.steps().size(); i++) {
            checks.step(i);
        }
    }

    private void step(int index) {
        WorkflowStep step = template.steps().get(index);
        String path = template.stepPath(index) + ".";
        text(step.system(), path + "system", index);
        text(step.promptTemplate(), path + (step.promptPath() == null ? "promptTemplate" : "promptPath"), index);
        text(step.failMessage(), path + "failMessage", index + 1);
        if (step.inputPath() != null) {
            Reference.ofPath(step.inputPath()).ifPresent(input -> reference(input, path + "inputPath", index));
        }
        node(step.parameters(), path + "parameters", index);
        if (step.subWorkflow() != null && step.subWorkflow().intakeMapping() != null) {
            step.subWorkflow()
                    .intakeMapping()
                    .forEach((field, value) -> node(value, path + "subWorkflow.intakeMapping." + field, index));
        }
    }

    /** @param before number of the steps whose outputs the text may name */
    private void node(JsonNode value, String path, int before) {
        if (value.isTextual()) {
            text(value.textValue(), path, before);
        }
        value.properties().forEach(field -> node(field.getValue(), path + "." + field.getKey(), before));
        for (int i = 0; value.isArray() && i < value.size(); i++) {
            node(value.get(i), path + "[" + i + "]", before);
        }
    }

    private void text(String text, String path, int before) {
        if (text == null || errors.isFull()) {
            return;
        }
        Reference.in(text).forEach(reference -> reference(reference, path, before));
        Matcher almost = ALMOST.matcher(text);
        while (almost.find()) {
            String inside = almost.group(1);
            String meant = inside.replaceAll("\\s+", "");
            boolean isReference = Reference.whole(almost.group()).isPresent();
            if (!isReference && isMeant(meant)) {
                errors.add(
                        path,
                        "has braces that are no reference: " + Cures.shortened(almost.group()),
                        Reference.ofPath(meant).isPresent()
                                ? "write {" + meant + "}"
                                : "write names with dots between them, such as {intake.topic}");
            }
        }
        Matcher twice = IN_TWO_PAIRS.matcher(text);
        while (twice.find()) {
            if (isMeant(twice.group(1).strip())) {
                errors.note(
                        path,
                        "has two pairs of braces, which are text and no reference: " + Cures.shortened(twice.group()),
                        "write {" + twice.group(1).strip() + "} if the value is meant");
            }
        }
    }

    private boolean isMeant(String path) {
        List<String> heads = new ArrayList<>(List.of(INTAKE, INPUTS));
        template.steps().forEach(step -> heads.add(step.id()));
        return heads.stream().anyMatch(head -> path.startsWith(head + "."));
    }

    private void reference(Reference reference, String path, int before) {
        switch (reference.head()) {
            case INTAKE -> intake(reference, path);
            case INPUTS ->
                follow(reference, path, shapes.inputs(), reference.partsAfter(INPUTS), "inputs of artifacts");
            default -> slot(reference, path, before);
        }
    }

    private void intake(Reference reference, String path) {
        List<Reference.Part> parts = reference.partsAfter(INTAKE);
        Optional<TemplateField> artifact = parts.stream()
                .findFirst()
                .flatMap(part -> template.field(part.toString()))
                .filter(field -> field.type() == FieldType.ARTIFACT_REFERENCE);
        if (artifact.isPresent() && parts.size() > 1) {
            errors.add(
                    path,
                    "refers to " + reference + ", and intake." + artifact.get().name() + " is the id of an artifact",
                    "write {inputs" + reference.path().substring(INTAKE.length()) + "} for its content");
            return;
        }
        follow(reference, path, shapes.intake(), parts, "intakeSchema");
        parts.stream()
                .findFirst()
                .flatMap(part -> template.field(part.toString()))
                .filter(field -> !field.required() && field.defaultValue() == null && !reference.isOptional())
                .ifPresent(field -> errors.note(
                        path,
                        "refers to " + reference + ", which a run may leave out; the step fails then",
                        "write {" + reference.path() + "?}, or give the field " + field.name()
                                + " a default, or make it required"));
    }

    private void slot(Reference reference, String path, int before) {
        Optional<String> id = reference.step(positions.keySet());
        if (id.isEmpty()) {
            unknownHead(reference, path, before);
            return;
        }
        int position = positions.get(id.get());
        if (position >= before) {
            boolean isSelf = path.startsWith(template.stepPath(position));
            errors.add(
                    path,
                    "refers to " + reference + ", the output of " + (isSelf ? "the step itself" : "a later step"),
                    isSelf ? "refer to a step before it" : "move the step " + id.get() + " before this one");
            return;
        }
        WorkflowStep step = template.steps().get(position);
        List<Reference.Part> parts = reference.partsAfter(step.id());
        follow(reference, path, shapes.slot(step), parts, "the output of " + step.id());
    }

    private void unknownHead(Reference reference, String path, int before) {
        if (template.field(reference.head()).isPresent()) {
            errors.add(
                    path,
                    "refers to " + reference + ", which is no step",
                    "write {intake." + reference.path() + "} for the field, or two pairs of braces for the text");
            return;
        }
        List<String> heads = new ArrayList<>(List.of(INTAKE, INPUTS));
        template.steps().subList(0, Math.min(before, template.steps().size())).forEach(step -> heads.add(step.id()));
        errors.add(
                path,
                "refers to " + reference + ", and no step has the id " + reference.head(),
                Cures.instead(reference.head(), heads) + "; or write two pairs of braces for the text");
    }

    private void follow(Reference reference, String path, ValueShape shape, List<Reference.Part> parts, String owner) {
        PathCheck.missing(shape, parts.stream().map(Reference.Part::toString).toList(), owner)
                .filter(missing -> missing.position() == 0 || !reference.isOptional())
                .ifPresent(missing -> errors.add(
                        path,
                        "refers to " + reference + ", and " + missing.reason(),
                        missing.cure()
                                + (missing.position() == 0
                                        ? ""
                                        : ", or {" + reference.path() + "?} if it may be there")));
    }

    /** Returns whether a value has any reference. */
    static boolean hasReference(JsonNode value) {
        boolean isReferring =
                value.isTextual() && !Reference.in(value.textValue()).isEmpty();
        for (JsonNode inside : value) {
            isReferring |= hasReference(inside);
        }
        return isReferring;
    }
}
