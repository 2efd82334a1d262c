package io.runfolio.api.request;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.runfolio.api.ApiException;
import io.runfolio.api.ApiJson;
import io.runfolio.json.GatheredFieldErrors;
import io.runfolio.json.JsonObjectReader;
import io.runfolio.json.TextForm;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Fields of a request's JSON body; one response names every field that cannot be used. */
public final class BodyFields {
    private static final int MAX_TEXT_LENGTH = 4000;

    private final JsonObjectReader reader;
    private final GatheredFieldErrors errors;

    private BodyFields(JsonObjectReader reader, GatheredFieldErrors errors) {
        this.reader = reader;
        this.errors = errors;
    }

    /** Returns the fields of a body; 422 if it is not a JSON object. */
    public static BodyFields of(JsonNode node) {
        if (!node.isObject()) {
            throw ApiException.invalid("body_invalid", List.of("the body must be a JSON object"));
        }
        GatheredFieldErrors errors = new GatheredFieldErrors();
        return new BodyFields(JsonObjectReader.refusingNull(node, errors), errors);
    }

    public String word(String name, Pattern form, String words) {
        String value = text(name, MAX_TEXT_LENGTH);
        if (!value.isEmpty() && !form.matcher(value).matches()) {
            reader.refuse(name, "must be " + words);
        }
        return value;
    }

    public String text(String name, int maxLength) {
        return reader.requiredText(name, TextForm.ofLength(1, maxLength));
    }

    /** Returns a required text that may be empty. */
    public String anyText(String name, int maxLength) {
        return reader.requiredText(name, TextForm.ofLength(0, maxLength));
    }

    public Optional<String> note() {
        return reader.value("note").isNull()
                ? Optional.empty()
                : reader.text("note", TextForm.ofLength(0, MAX_TEXT_LENGTH)).filter(text -> !text.isBlank());
    }

    /** Returns a whole number that may be absent. */
    public OptionalLong optionalNumber(String name, long min, long max) {
        return reader.wholeNumber(name, min, max);
    }

    public OptionalLong revision() {
        return reader.wholeNumber("revision", 0, Long.MAX_VALUE);
    }

    public long required(String name, long min, long max) {
        reader.require(name, "a whole number");
        return reader.wholeNumber(name, min, max).orElse(min);
    }

    public boolean flag(String name) {
        reader.require(name, "true or false");
        return reader.flag(name).orElse(false);
    }

    /** Returns a flag that may be absent, which is false. */
    public boolean optionalFlag(String name) {
        return reader.flag(name).orElse(false);
    }

    /** Returns different words that may be absent. */
    public List<String> optionalWords(String name, int maxCount, int maxLength) {
        return reader.has(name) ? words(name, maxCount, maxLength) : List.of();
    }

    /** Refuses a field that was read. */
    public void refuse(String name, String reason) {
        reader.refuse(name, reason);
    }

    public JsonNode object(String name) {
        reader.require(name, "an object");
        return reader.objectNode(name).orElseGet(MissingNode::getInstance);
    }

    public List<String> words(String name, int maxCount, int maxLength) {
        reader.require(name, "a list");
        return reader
                .texts(
                        name,
                        texts -> areWords(texts, maxCount, maxLength),
                        "a list of at most " + maxCount + " different words of 1 to " + maxLength + " characters")
                .stream()
                .map(String::strip)
                .toList();
    }

    private static boolean areWords(List<String> texts, int maxCount, int maxLength) {
        List<String> words = texts.stream().map(String::strip).distinct().toList();
        return texts.size() <= maxCount
                && words.size() == texts.size()
                && words.stream().allMatch(word -> !word.isEmpty() && word.length() <= maxLength);
    }

    /** Returns a map with an object under its name; empty if it is absent. */
    public Map<String, Object> optionalObject(String name) {
        return reader.has(name)
                ? reader.objectNode(name)
                        .map(object -> Map.<String, Object>of(
                                name,
                                ApiJson.mapper().convertValue(object, new TypeReference<Map<String, Object>>() {})))
                        .orElse(Map.of())
                : Map.of();
    }

    /** Returns a text that may be absent. */
    public Optional<String> optionalText(String name, int maxLength) {
        return reader.text(name, TextForm.ofLength(1, maxLength));
    }

    public List<BodyFields> objects(String name, int maxCount) {
        reader.require(name, "a list");
        return reader.objects(name, 1, maxCount, "a list of 1 to " + maxCount + " objects").stream()
                .map(item -> new BodyFields(item, errors))
                .toList();
    }

    /** Refuses fields that were not read. */
    public BodyFields noOthers() {
        reader.refuseUnread();
        return this;
    }

    /** Throws 422 if any field cannot be used. */
    public void check(String error) {
        if (!errors.sentences().isEmpty()) {
            throw ApiException.invalid(error, errors.sentences());
        }
    }
}
