package io.runfolio.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.function.UnaryOperator;

/** Applies a function to a JSON document inside a string, such as a stored response body. */
final class EmbeddedJson {
    private static final ObjectMapper MAPPER = JsonMappers.builder(JsonLimits.DOCUMENT)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private EmbeddedJson() {}

    /** Returns the text with the result of the function. It is unchanged if it is not JSON or the result is equal. */
    static String apply(String text, UnaryOperator<Object> function) {
        if (!isPerhapsJson(text.strip())) {
            return text;
        }
        try {
            Object value = MAPPER.readValue(text, Object.class);
            Object result = function.apply(value);
            return result.equals(value) ? text : MAPPER.writeValueAsString(result);
        } catch (JsonProcessingException | NumberFormatException e) {
            return text;
        }
    }

    private static boolean isPerhapsJson(String text) {
        if (text.length() < 4) {
            return false;
        }
        char last = text.charAt(text.length() - 1);
        return switch (text.charAt(0)) {
            case '{' -> last == '}';
            case '[' -> last == ']';
            case '"' -> last == '"';
            default -> false;
        };
    }
}
