package io.runfolio.workflow.template;

import java.util.Optional;
import java.util.function.Function;

/** Checks that the artifact that can replace a step is of the class and type that the step makes. */
final class SupplyChecks {
    private SupplyChecks() {}

    /** @param children finds the template of a sub-workflow */
    static void check(Template template, Function<SubWorkflow, Optional<Template>> children, TemplateErrors errors) {
        for (int i = 0; i < template.steps().size(); i++) {
            WorkflowStep step = template.steps().get(i);
            Optional<EmitsArtifact> made = made(step, children);
            Optional<TemplateField> field = template.field(step.satisfyingField());
            if (made.isPresent() && field.isPresent()) {
                check(field.get(), made.get(), template.stepPath(i) + ".satisfiedBy", errors);
            }
        }
    }

    private static Optional<EmitsArtifact> made(WorkflowStep step, Function<SubWorkflow, Optional<Template>> children) {
        return Optional.ofNullable(step.subWorkflow())
                .flatMap(children)
                .map(child -> new EmitsArtifact(child.artifactClass(), child.artifactType()))
                .or(() -> Optional.ofNullable(step.emitsArtifact()));
    }

    private static void check(TemplateField field, EmitsArtifact made, String path, TemplateErrors errors) {
        String cure = "set artifactClass and artifactType of " + field.name() + " to " + made.artifactClass() + " and "
                + made.artifactType();
        if (field.artifactClass() == null) {
            errors.note(
                    path,
                    "names " + field.name() + ", which may be of any class, and the step makes one of class "
                            + made.artifactClass(),
                    cure);
        } else if (!field.artifactClass().equals(made.artifactClass())) {
            errors.add(
                    path,
                    "names " + field.name() + " of class " + field.artifactClass()
                            + ", and the step makes one of class " + made.artifactClass(),
                    cure);
        } else if (field.artifactType() != null && !field.artifactType().equals(made.artifactType())) {
            errors.add(
                    path,
                    "names " + field.name() + " of type " + field.artifactType() + ", and the step makes one of type "
                            + made.artifactType(),
                    cure);
        }
    }
}
