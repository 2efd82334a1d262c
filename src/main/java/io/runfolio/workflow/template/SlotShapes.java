package io.runfolio.workflow.template;

import io.runfolio.run.ArtifactClass;
import io.runfolio.workflow.form.ContentShapes;
import io.runfolio.workflow.form.SchemaShape;
import io.runfolio.workflow.form.ValueShape;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Forms of the values that references of a template can name. */
final class SlotShapes {
    private static final ValueShape FILES = ValueShape.list(ValueShape.object(Map.of(
            "path", ValueShape.LEAF,
            "kind", ValueShape.LEAF,
            "mimeType", ValueShape.LEAF,
            "role", ValueShape.LEAF)));

    private final Template template;
    private final Function<SubWorkflow, Optional<Template>> children;
    private final Map<String, ValueShape> slots = new HashMap<>();

    /** @param children finds the template of a sub-workflow */
    SlotShapes(Template template, Function<SubWorkflow, Optional<Template>> children) {
        this.template = template;
        this.children = children;
    }

    /** Returns the form of the intake. */
    ValueShape intake() {
        Map<String, ValueShape> fields = new LinkedHashMap<>();
        template.intakeSchema().forEach(field -> fields.put(field.name(), value(field)));
        return ValueShape.object(fields);
    }

    private static ValueShape value(TemplateField field) {
        return switch (field.type()) {
            case OBJECT -> ValueShape.ANY;
            case ARRAY -> ValueShape.list(ValueShape.ANY);
            default -> ValueShape.LEAF;
        };
    }

    /** Returns the form of the supplied artifacts by field. */
    ValueShape inputs() {
        Map<String, ValueShape> fields = new LinkedHashMap<>();
        template.intakeSchema().stream()
                .filter(field -> field.type() == FieldType.ARTIFACT_REFERENCE)
                .forEach(field -> fields.put(
                        field.name(),
                        Optional.ofNullable(field.artifactClass())
                                .flatMap(ArtifactClass::of)
                                .map(ContentShapes::of)
                                .map(ContentShapes.reference()::withFieldsOf)
                                .orElse(ValueShape.ANY)));
        return ValueShape.object(fields);
    }

    /** Returns the form of a step's output. */
    ValueShape slot(WorkflowStep step) {
        return slots.computeIfAbsent(step.id(), id -> output(step));
    }

    private ValueShape output(WorkflowStep step) {
        Map<String, ValueShape> fields = new LinkedHashMap<>();
        fields.put("text", ValueShape.LEAF);
        fields.put("files", FILES);
        if (step.subWorkflow() != null || step.satisfiedBy() != null) {
            fields.put("artifact", ContentShapes.reference());
        }
        Optional<Template> child = Optional.ofNullable(step.subWorkflow()).flatMap(children);
        if (child.isPresent()) {
            ArtifactClass made = ArtifactClass.of(child.get().artifactClass()).orElseThrow();
            ValueShape content = content(child.get(), made);
            fields.put("json", content);
            fields.put(ContentShapes.slotName(made), content);
            return ValueShape.object(fields);
        }
        ValueShape json = step.jsonSchema() == null ? ValueShape.ANY : SchemaShape.of(step.jsonSchema());
        fields.put("json", json);
        List<ArtifactClass> classes = made(step).map(List::of).orElse(List.of(ArtifactClass.values()));
        boolean isArtifact = step.satisfiedBy() != null;
        classes.forEach(made -> fields.put(
                ContentShapes.slotName(made),
                (isArtifact ? ContentShapes.of(made) : ContentShapes.ofAnswer(made)).withFieldsOf(json)));
        return ValueShape.object(fields);
    }

    /** Returns the form of the artifact's content: that of its class, and the fields of {@code artifactSchema}. */
    private static ValueShape content(Template child, ArtifactClass made) {
        ValueShape content = ContentShapes.of(made);
        return child.artifactSchema() == null ? content : content.withFieldsOf(SchemaShape.of(child.artifactSchema()));
    }

    /** Returns the class of the artifact that a step makes, if the template says so. */
    private static Optional<ArtifactClass> made(WorkflowStep step) {
        return Optional.ofNullable(step.emitsArtifact())
                .map(EmitsArtifact::artifactClass)
                .flatMap(ArtifactClass::of);
    }
}
