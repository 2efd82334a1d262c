package io.runfolio.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * An intake, held against its template.
 *
 * @param values what was given, with the defaults filled in, in the template's order
 * @param supplies the artifacts that it refers to, by field
 * @param wrong one sentence for each field that is wrong; an intake with any is not ordered
 */
public record Intake(ObjectNode values, Map<String, Supply> supplies, List<String> wrong) {
    private static final String PATH = "intake.";
    private static final int LONGEST_NAME = 100;

    /**
     * Checks an intake.
     *
     * @param given an object
     * @param artifacts finds artifacts by id
     */
    public static Intake check(Template template, JsonNode given, Function<String, Optional<Supply>> artifacts) {
        Intake intake = new Intake(JsonNodeFactory.instance.objectNode(), new LinkedHashMap<>(), new ArrayList<>());
        template.intakeSchema().forEach(field -> intake.take(field, given.path(field.name()), artifacts));
        given.fieldNames().forEachRemaining(name -> {
            if (template.field(name).isEmpty()) {
                String shown = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "…" : name;
                intake.wrong.add(PATH + shown + " is not known");
            }
        });
        return intake;
    }

    private void take(IntakeField field, JsonNode given, Function<String, Optional<Supply>> artifacts) {
        JsonNode value = given.isMissingNode() || given.isNull() ? field.preset() : given;
        if (value == null) {
            if (field.required()) {
                wrong.add(PATH + field.name() + " is required");
            }
            return;
        }
        Optional<String> misfit = field.misfit(value);
        if (misfit.isEmpty() && field.type() == FieldType.ARTIFACT_REFERENCE) {
            Optional<Supply> supply = artifacts.apply(value.textValue());
            misfit = supply.map(found -> found.unfit(field)).orElse(Optional.of("names no artifact that is here"));
            supply.ifPresent(found -> supplies.put(field.name(), found));
        }
        misfit.ifPresent(why -> wrong.add(PATH + field.name() + " " + why));
        values.set(field.name(), value);
    }
}
