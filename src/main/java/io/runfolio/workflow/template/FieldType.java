package io.runfolio.workflow.template;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Type of an input field. */
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

    /** Returns the name in templates. */
    @JsonValue
    public String jsonName() {
        return word;
    }

    /** Returns the form of a value for messages. */
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
        return String.join(", ", wordList());
    }

    static List<String> wordList() {
        return Stream.of(values()).map(FieldType::jsonName).toList();
    }

    /** Returns whether a number is finite; {@code 1e400} is valid JSON, but no reader can represent it. */
    private static boolean isFinite(JsonNode value) {
        return value.isNumber() && (value.isIntegralNumber() || Double.isFinite(value.doubleValue()));
    }

    /** Returns whether a number is whole as JSON Schema defines it, so that 3.0 is. */
    private static boolean isWhole(JsonNode value) {
        if (value.isIntegralNumber()) {
            return true;
        }
        double number = value.doubleValue();
        return value.isNumber() && number == Math.rint(number) && !Double.isInfinite(number);
    }
}
