package io.runfolio.workflow.content;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.workflow.step.StepFailedException;
import io.runfolio.workflow.template.Reference;
import java.util.Map;

/**
 * Replaces references by their values. A value is never searched for references itself. One call gives at most
 * {@value #MAX_CHARACTERS} characters. All methods throw {@link StepFailedException} only.
 */
public final class References {
    /** Maximum number of characters of all values of one call. */
    public static final int MAX_CHARACTERS = 1 << 23;

    private static final int MAX_DEPTH = 200;
    private static final ObjectMapper MAPPER =
            JsonMappers.builder(JsonLimits.RECORD).build();

    private final ValueLookup lookup;
    private long left = MAX_CHARACTERS;

    private References(RunValues values) {
        this.lookup = new ValueLookup(values);
    }

    /**
     * Resolves the references in all texts of a JSON value; names of fields stay. A text that is one reference alone
     * becomes the value itself, of any type; null if it is optional and absent.
     */
    public static JsonNode resolve(JsonNode value, RunValues values) {
        return new References(values).node(value, 0);
    }

    /**
     * Resolves the references in a text. An object or a list becomes JSON in one line; a value that is optional and
     * absent becomes the empty string.
     */
    public static String resolveText(String text, RunValues values) {
        return new References(values).text(text);
    }

    /** Returns the value of a path without braces. */
    public static JsonNode at(String path, RunValues values) {
        Reference reference =
                Reference.ofPath(path).orElseThrow(() -> ValueLookup.unresolved(path, "it is not a path"));
        return new References(values).value(reference);
    }

    private JsonNode node(JsonNode value, int depth) {
        if (depth > MAX_DEPTH) {
            throw tooLarge("more than " + MAX_DEPTH + " levels");
        }
        if (value.isTextual()) {
            String text = value.textValue();
            return Reference.whole(text)
                    .map(this::value)
                    .orElseGet(() -> JsonNodeFactory.instance.textNode(text(text)));
        }
        if (value.isObject()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                object.set(field.getKey(), node(field.getValue(), depth + 1));
            }
            return object;
        }
        if (value.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            for (JsonNode element : value) {
                array.add(node(element, depth + 1));
            }
            return array;
        }
        return value;
    }

    private JsonNode value(Reference reference) {
        JsonNode value = lookup.find(reference);
        if (value.isTextual()) {
            use(value.textValue());
        } else if (value.isContainerNode()) {
            use(json(value));
        }
        return value.isMissingNode() ? NullNode.getInstance() : value;
    }

    private String text(String text) {
        use(text);
        return Reference.replace(text, reference -> {
            JsonNode value = lookup.find(reference);
            String words = value.isContainerNode() ? json(value) : value.isNull() ? "" : value.asText();
            use(words);
            return words;
        });
    }

    private static String json(JsonNode value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw tooLarge("more levels than JSON may have");
        }
    }

    private void use(String text) {
        left -= text.length();
        if (left < 0) {
            throw tooLarge("more than " + MAX_CHARACTERS + " characters");
        }
    }

    private static StepFailedException tooLarge(String what) {
        return new StepFailedException(
                "reference_too_large", "the values of the references have " + what + ": refer to a part", false);
    }
}
