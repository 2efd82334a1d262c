package io.runfolio.workflow.content;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the JSON in the text of an answer: the whole text, or the first block between {@code ```} fences. */
final class AnswerJson {
    private static final ObjectMapper MAPPER =
            JsonMappers.strict(JsonLimits.DOCUMENT).build();
    private static final Pattern FENCE = Pattern.compile("(?m)^[ \\t]{0,8}```[ \\t]{0,8}(?i:json)?[ \\t]{0,8}\\R");
    private static final String END = "```";

    private AnswerJson() {}

    /** Returns an object or list; empty if the text has none. */
    static Optional<JsonNode> find(String text) {
        return parse(text).or(() -> fenced(text));
    }

    private static Optional<JsonNode> fenced(String text) {
        Matcher fence = FENCE.matcher(text);
        if (!fence.find()) {
            return Optional.empty();
        }
        int end = text.indexOf(END, fence.end());
        return parse(text.substring(fence.end(), end < 0 ? text.length() : end));
    }

    private static Optional<JsonNode> parse(String text) {
        String json = text.strip();
        if (!json.startsWith("{") && !json.startsWith("[")) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(MAPPER.readTree(json));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
