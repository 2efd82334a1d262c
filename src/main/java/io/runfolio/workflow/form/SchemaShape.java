package io.runfolio.workflow.form;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Derives the form of values from a JSON Schema. What cannot be told for certain is {@link ValueShape#ANY}. */
public final class SchemaShape {
    private static final int MAX_DEPTH = 20;
    private static final List<String> OPEN =
            List.of("$ref", "$dynamicRef", "allOf", "anyOf", "oneOf", "if", "patternProperties");

    private SchemaShape() {}

    /**
     * Returns the form of the values of a schema. An object whose schema lists properties has no other, unless
     * {@code additionalProperties} is given and not false.
     */
    public static ValueShape of(JsonNode schema) {
        return of(schema, 0);
    }

    private static ValueShape of(JsonNode schema, int depth) {
        if (!schema.isObject() || depth > MAX_DEPTH || OPEN.stream().anyMatch(schema::has)) {
            return ValueShape.ANY;
        }
        JsonNode properties = schema.path("properties");
        JsonNode additional = schema.path("additionalProperties");
        boolean isClosed = additional.isMissingNode() || additional.isBoolean() && !additional.booleanValue();
        if (properties.isObject() && !properties.isEmpty() && isClosed) {
            Map<String, ValueShape> fields = new LinkedHashMap<>();
            properties
                    .properties()
                    .forEach(property -> fields.put(property.getKey(), of(property.getValue(), depth + 1)));
            return ValueShape.object(fields);
        }
        return switch (schema.path("type").asText()) {
            case "array" -> ValueShape.list(of(schema.path("items"), depth + 1));
            case "string", "number", "integer", "boolean", "null" -> ValueShape.LEAF;
            default -> ValueShape.ANY;
        };
    }
}
