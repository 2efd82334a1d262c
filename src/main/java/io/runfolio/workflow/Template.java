package io.runfolio.workflow;

import java.util.List;
import java.util.Optional;

/**
 * What a kind of run needs and makes.
 *
 * @param id what a start names
 * @param name for people
 * @param description what it is for; null if nobody said
 * @param artifactClass class of what it makes
 * @param artifactType type of what it makes
 * @param version of the template
 * @param intakeSchema the fields of its intake
 * @param steps in their order
 */
public record Template(
        String id,
        String name,
        String description,
        String artifactClass,
        String artifactType,
        String version,
        List<IntakeField> intakeSchema,
        List<Step> steps) {

    public Template {
        intakeSchema = List.copyOf(intakeSchema);
        steps = List.copyOf(steps);
    }

    /** Returns a field of the intake. */
    public Optional<IntakeField> field(String field) {
        return intakeSchema.stream().filter(one -> one.name().equals(field)).findFirst();
    }
}
