package io.runfolio.workflow.template;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Input field of a template.
 *
 * @param name name of the field
 * @param type type of the value
 * @param required whether an order must have it
 * @param description purpose; null if not given
 * @param defaultValue default value; null for none
 * @param options values of an enum; empty for other types
 * @param artifactClass class that a referenced artifact must have; null for any
 * @param artifactType type that a referenced artifact must have; null for any
 * @param extras other fields, such as {@code label}
 */
public record TemplateField(
        String name,
        FieldType type,
        boolean required,
        String description,
        @JsonProperty("default") JsonNode defaultValue,
        List<String> options,
        String artifactClass,
        String artifactType,
        Map<String, JsonNode> extras) {

    public TemplateField {
        options = List.copyOf(options);
        extras = Collections.unmodifiableMap(new LinkedHashMap<>(extras));
    }

    /**
     * Returns why a value is not valid, as the end of a sentence; empty if it is. The existence of a referenced
     * artifact is not checked.
     */
    Optional<String> mismatch(JsonNode value) {
        if (type == FieldType.ENUM && !(value.isTextual() && options.contains(value.textValue()))) {
            return Optional.of("must be one of " + String.join(", ", options));
        }
        if (!type.fits(value)) {
            return Optional.of("must be " + type.form());
        }
        boolean blank = required && value.isTextual() && value.textValue().isBlank();
        return blank ? Optional.of("must not be empty") : Optional.empty();
    }
}
