package io.runfolio.media.generation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Collects what one dialect tells, under our keys; the first value of each counts, and texts are cut at {@value #LONGEST} characters. */
final class Facts {
    static final int LONGEST = 20_000;

    private final Map<String, Object> values = new LinkedHashMap<>();

    Facts(String tool) {
        values.put("tool", tool);
    }

    Facts put(String key, JsonNode node) {
        if (node.isNumber() && Double.isFinite(node.doubleValue())) {
            value(key, node.numberValue());
        } else if (node.isTextual()) {
            text(key, node.textValue());
        }
        return this;
    }

    Facts text(String key, String text) {
        if (!text.isBlank()) {
            values.putIfAbsent(
                    key,
                    text.strip().substring(0, Math.min(LONGEST, text.strip().length())));
        }
        return this;
    }

    /** Puts a number if the text is one, else the text. */
    Facts number(String key, String text) {
        try {
            Number number = text.contains(".") ? (Number) Double.valueOf(text) : (Number) Long.valueOf(text);
            return Double.isFinite(number.doubleValue()) ? value(key, number) : this;
        } catch (NumberFormatException e) {
            return text(key, text);
        }
    }

    private Facts value(String key, Number number) {
        values.putIfAbsent(key, number);
        return this;
    }

    /** Returns all, or empty if there is nothing but the tool's name. */
    Optional<Map<String, Object>> all() {
        return values.size() > 1 ? Optional.of(values) : Optional.empty();
    }
}
