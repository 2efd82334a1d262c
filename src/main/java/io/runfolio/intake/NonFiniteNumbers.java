package io.runfolio.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Replaces numbers that JSON cannot represent by text. These are {@code NaN} and infinities, which Python writes, and
 * values beyond the range of a double.
 */
final class NonFiniteNumbers {
    private static final int MAX_NAMED = 10;
    private static final int MAX_PATH = 200;

    private final List<String> named = new ArrayList<>();
    private int count;

    private NonFiniteNumbers() {}

    /** Replaces them in a document and returns a warning with the fields; empty without such numbers. */
    static Optional<String> replace(JsonNode root) {
        NonFiniteNumbers numbers = new NonFiniteNumbers();
        numbers.below(root, "");
        if (numbers.count == 0) {
            return Optional.empty();
        }
        String more = numbers.count > MAX_NAMED ? " and " + (numbers.count - MAX_NAMED) + " more" : "";
        return Optional.of("Numbers that JSON cannot represent are kept as text: " + String.join(", ", numbers.named)
                + more + ".");
    }

    private void below(JsonNode node, String path) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                String at = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
                replacement(field.getValue(), at).ifPresent(field::setValue);
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                int index = i;
                replacement(array.get(i), path + "[" + i + "]").ifPresent(text -> array.set(index, text));
            }
        }
    }

    private Optional<JsonNode> replacement(JsonNode value, String path) {
        String at = path.length() > MAX_PATH ? path.substring(0, MAX_PATH) : path;
        if (value.isContainerNode()) {
            below(value, at);
            return Optional.empty();
        }
        if (!value.isNumber() || value.isIntegralNumber() || Double.isFinite(value.doubleValue())) {
            return Optional.empty();
        }
        String text = value.asText();
        count++;
        if (count <= MAX_NAMED) {
            named.add("`" + at.replaceAll("[^ -~]", "?") + "` (" + text + ")");
        }
        return Optional.of(TextNode.valueOf(text));
    }
}
