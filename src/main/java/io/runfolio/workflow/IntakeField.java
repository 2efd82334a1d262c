package io.runfolio.workflow;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * A field that an intake may have.
 *
 * @param name its key in the intake
 * @param type what it holds
 * @param required whether there is no run without it
 * @param description what it is for; null if nobody said
 * @param preset what it is if it is not given; null for nothing
 * @param options what an enum may be; empty for every other type
 * @param artifactClass class that a referenced artifact must have; null for any
 * @param artifactType type that a referenced artifact must have; null for any
 */
public record IntakeField(
        String name,
        FieldType type,
        boolean required,
        String description,
        @JsonProperty("default") JsonNode preset,
        List<String> options,
        String artifactClass,
        String artifactType) {

    public IntakeField {
        options = List.copyOf(options);
    }

    /** Returns what is wrong with a value, as the end of a sentence; empty if it fits. Whether a referenced artifact is there is not looked at. */
    Optional<String> misfit(JsonNode value) {
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
