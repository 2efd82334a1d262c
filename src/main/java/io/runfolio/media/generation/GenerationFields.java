package io.runfolio.media.generation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Collects generation data under common keys; the first value of each key wins.
 *
 * <p>Texts are limited to {@value #MAX_TEXT_LENGTH} characters.
 */
final class GenerationFields {
    static final int MAX_TEXT_LENGTH = 20_000;

    private final Map<String, Object> values = new LinkedHashMap<>();

    GenerationFields(String tool) {
        values.put("tool", tool);
    }

    GenerationFields put(String key, JsonNode node) {
        if (node.isNumber() && Double.isFinite(node.doubleValue())) {
            value(key, node.numberValue());
        } else if (node.isTextual()) {
            text(key, node.textValue());
        }
        return this;
    }

    GenerationFields text(String key, String text) {
        if (!text.isBlank()) {
            values.putIfAbsent(
                    key,
                    text.strip()
                            .substring(0, Math.min(MAX_TEXT_LENGTH, text.strip().length())));
        }
        return this;
    }

    /** Puts a number if the text is one, else the text. */
    GenerationFields number(String key, String text) {
        try {
            Number number = text.contains(".") ? (Number) Double.valueOf(text) : (Number) Long.valueOf(text);
            return Double.isFinite(number.doubleValue()) ? value(key, number) : this;
        } catch (NumberFormatException e) {
            return text(key, text);
        }
    }

    private GenerationFields value(String key, Number number) {
        values.putIfAbsent(key, number);
        return this;
    }

    /** Returns all fields; empty if there is nothing but the tool's name. */
    Optional<Map<String, Object>> toMap() {
        return values.size() > 1 ? Optional.of(values) : Optional.empty();
    }
}
