package io.runfolio.workflow;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a field of an intake may hold. */
public enum FieldType {
    STRING("string", "a text", JsonNode::isTextual),
    ENUM("enum", "one of the options", JsonNode::isTextual),
    BOOLEAN("boolean", "true or false", JsonNode::isBoolean),
    INTEGER("integer", "a whole number", FieldType::isWhole),
    NUMBER("number", "a number", FieldType::isFinite),
    ARRAY("array", "a list", JsonNode::isArray),
    OBJECT("object", "an object", JsonNode::isObject),
    ARTIFACT_REFERENCE("artifactReference", "the id of an artifact", JsonNode::isTextual);

    private final String word;
    private final String form;
    private final Predicate<JsonNode> fits;

    FieldType(String word, String form, Predicate<JsonNode> fits) {
        this.word = word;
        this.form = form;
        this.fits = fits;
    }

    /** Returns the word in templates. */
    @JsonValue
    public String word() {
        return word;
    }

    /** Returns what a value must be, for people. */
    String form() {
        return form;
    }

    boolean fits(JsonNode value) {
        return fits.test(value);
    }

    static Optional<FieldType> of(String word) {
        return Stream.of(values()).filter(type -> type.word.equals(word)).findFirst();
    }

    static String words() {
        return Stream.of(values()).map(FieldType::word).collect(Collectors.joining(", "));
    }

    /** {@code 1e400} is a number in JSON and none that any reader of the order could hold. */
    private static boolean isFinite(JsonNode value) {
        return value.isNumber() && (value.isIntegralNumber() || Double.isFinite(value.doubleValue()));
    }

    /** As JSON Schema has it: 3.0 is whole. */
    private static boolean isWhole(JsonNode value) {
        if (value.isIntegralNumber()) {
            return true;
        }
        double number = value.doubleValue();
        return value.isNumber() && number == Math.rint(number) && !Double.isInfinite(number);
    }
}
