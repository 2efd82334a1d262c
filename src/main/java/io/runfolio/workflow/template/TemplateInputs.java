package io.runfolio.workflow.template;

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
 * Inputs of an order, checked against its template.
 *
 * @param values values with defaults, in the order of the template
 * @param references referenced artifacts by field
 * @param problems one sentence for each invalid field; with any, nothing is ordered
 */
public record TemplateInputs(ObjectNode values, Map<String, ArtifactReference> references, List<String> problems) {
    private static final String PATH = "intake.";
    private static final int MAX_NAME_LENGTH = 100;

    /**
     * Checks inputs against a template.
     *
     * @param given object of the inputs
     * @param artifacts looks up artifacts by id
     */
    public static TemplateInputs check(
            Template template, JsonNode given, Function<String, Optional<ArtifactReference>> artifacts) {
        TemplateInputs templateInputs =
                new TemplateInputs(JsonNodeFactory.instance.objectNode(), new LinkedHashMap<>(), new ArrayList<>());
        template.intakeSchema().forEach(field -> templateInputs.take(field, given.path(field.name()), artifacts));
        given.fieldNames().forEachRemaining(name -> {
            if (template.field(name).isEmpty()) {
                String shown = name.length() > MAX_NAME_LENGTH ? name.substring(0, MAX_NAME_LENGTH) + "…" : name;
                templateInputs.problems.add(PATH + shown + " is not known");
            }
        });
        return templateInputs;
    }

    private void take(TemplateField field, JsonNode given, Function<String, Optional<ArtifactReference>> artifacts) {
        JsonNode value = given.isMissingNode() || given.isNull() ? field.defaultValue() : given;
        if (value == null) {
            if (field.required()) {
                problems.add(PATH + field.name() + " is required");
            }
            return;
        }
        Optional<String> mismatch = field.mismatch(value);
        if (mismatch.isEmpty() && field.type() == FieldType.ARTIFACT_REFERENCE) {
            Optional<ArtifactReference> reference = artifacts.apply(value.textValue());
            mismatch = reference
                    .map(found -> found.mismatch(field))
                    .orElse(Optional.of("does not name an existing artifact"));
            reference.ifPresent(found -> references.put(field.name(), found));
        }
        mismatch.ifPresent(why -> problems.add(PATH + field.name() + " " + why));
        values.set(field.name(), value);
    }
}
