package io.runfolio.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * Reads the fields of one JSON object by name and type, and reports those that cannot be used.
 *
 * <p>Where the policy of the reports does not throw, a field that cannot be used reads as absent, or as an empty value.
 * Fields that were never asked for are {@link #unread() unread}. Not safe for use by several threads.
 */
public final class JsonObjectReader {
    /** Whole numbers that are written as floating point are exact up to here. */
    private static final double MAX_EXACT = 1e15;

    private static final int MAX_NAME_LENGTH = 100;

    private final JsonNode object;
    private final String path;
    private final boolean nullIsAbsent;
    private final FieldErrors errors;
    private final Set<String> read = new LinkedHashSet<>();

    private JsonObjectReader(JsonNode object, String path, boolean nullIsAbsent, FieldErrors errors) {
        this.object = object;
        this.path = path;
        this.nullIsAbsent = nullIsAbsent;
        this.errors = errors;
    }

    /**
     * Returns a reader for which {@code null} is an absent value.
     *
     * @param path path of the object in its document; empty for the document itself
     */
    public static JsonObjectReader of(JsonNode object, String path, FieldErrors errors) {
        return new JsonObjectReader(object, path, true, errors);
    }

    /** Returns a reader of a whole document for which {@code null} is a value of the wrong type. */
    public static JsonObjectReader refusingNull(JsonNode document, FieldErrors errors) {
        return new JsonObjectReader(document, "", false, errors);
    }

    /** Returns the path of a field in its document. */
    public String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** Returns a field of any type; a missing node if it is absent. */
    public JsonNode value(String name) {
        read.add(name);
        JsonNode value = object.path(name);
        return value.isNull() && nullIsAbsent ? MissingNode.getInstance() : value;
    }

    /** Returns whether a field is present. */
    public boolean has(String name) {
        return !value(name).isMissingNode();
    }

    /** Returns whether a field is present; reports it if it is not. */
    public boolean require(String name, String form) {
        if (!has(name)) {
            errors.missing(at(name), form);
        }
        return has(name);
    }

    /** Returns a text. */
    public Optional<String> text(String name, TextForm form) {
        Optional<String> text = typed(name, JsonNode::isTextual, form.words()).map(JsonNode::textValue);
        if (text.isPresent() && !form.isAllowed().test(text.get())) {
            refuse(name, form.mismatch());
            return Optional.empty();
        }
        return text;
    }

    /** Returns a text that must be present; the empty string if it cannot be used. */
    public String requiredText(String name, TextForm form) {
        return require(name, form.words()) ? text(name, form).orElse("") : "";
    }

    /** Returns a boolean. */
    public Optional<Boolean> flag(String name) {
        return typed(name, JsonNode::isBoolean, "true or false").map(JsonNode::booleanValue);
    }

    /** Returns a whole number as JSON Schema defines it, so that 3.0 is one, in a range. */
    public OptionalLong wholeNumber(String name, long min, long max) {
        String form = "a whole number from " + min + (max == Long.MAX_VALUE ? "" : " to " + max);
        return typed(name, value -> isWhole(value) && value.longValue() >= min && value.longValue() <= max, form)
                .map(value -> OptionalLong.of(value.longValue()))
                .orElse(OptionalLong.empty());
    }

    private static boolean isWhole(JsonNode value) {
        if (value.isFloat() || value.isDouble()) {
            double number = value.doubleValue();
            return number == Math.rint(number) && Math.abs(number) < MAX_EXACT;
        }
        return value.isIntegralNumber() && value.canConvertToLong();
    }

    /** Returns a number that is written without a point and fits an int. */
    public Optional<Integer> integer(String name) {
        Optional<JsonNode> value = typed(name, JsonNode::isIntegralNumber, "a whole number without a point");
        if (value.isPresent() && !value.get().canConvertToInt()) {
            refuse(name, "is too large or too small a number");
            return Optional.empty();
        }
        return value.map(JsonNode::intValue);
    }

    /** Returns an {@link #integer(String)} in a range, or the default value. */
    public int integer(String name, int defaultValue, int min, int max) {
        int number = integer(name).orElse(defaultValue);
        if (number < min || number > max) {
            refuse(name, "must be from " + min + " to " + max);
        }
        return number;
    }

    /** Returns the texts of an array; each element of another type is reported. */
    public List<String> texts(String name) {
        return elements(name, array(name), JsonNode::isTextual, "a text", (text, place) -> text.textValue());
    }

    /**
     * Returns the texts of an array that is allowed or reported as a whole.
     *
     * @param isAllowed accepts the texts; an element of another type is the empty string
     * @param form the form for messages
     */
    public List<String> texts(String name, Predicate<List<String>> isAllowed, String form) {
        List<String> texts = new ArrayList<>();
        JsonNode array = value(name);
        array.forEach(text -> texts.add(text.isTextual() ? text.textValue() : ""));
        typed(name, value -> value.isArray() && isAllowed.test(texts), form);
        return texts;
    }

    /** Returns the node of a field that is an object. */
    public Optional<JsonNode> objectNode(String name) {
        return typed(name, JsonNode::isObject, "an object");
    }

    /** Returns the nodes of an array of objects. */
    public List<JsonNode> objectNodes(String name) {
        return elements(name, array(name), JsonNode::isObject, "an object", (node, place) -> node);
    }

    /** Returns a reader for a field that is an object. */
    public Optional<JsonObjectReader> object(String name) {
        return objectNode(name).map(node -> child(node, name));
    }

    /** Returns a reader for each object of an array. */
    public List<JsonObjectReader> objects(String name) {
        return elements(name, array(name), JsonNode::isObject, "an object", this::child);
    }

    /**
     * Returns a reader for each object of an array whose length is in a range.
     *
     * @param form the form of the array for messages
     */
    public List<JsonObjectReader> objects(String name, int min, int max, String form) {
        Optional<JsonNode> array =
                typed(name, value -> value.isArray() && value.size() >= min && value.size() <= max, form);
        return elements(name, array, JsonNode::isObject, "an object", this::child);
    }

    private JsonObjectReader child(JsonNode node, String place) {
        return new JsonObjectReader(node, at(place), nullIsAbsent, errors);
    }

    private Optional<JsonNode> array(String name) {
        return typed(name, JsonNode::isArray, "a list");
    }

    private <T> List<T> elements(
            String name,
            Optional<JsonNode> array,
            Predicate<JsonNode> isAllowed,
            String form,
            BiFunction<JsonNode, String, T> reader) {
        List<T> elements = new ArrayList<>();
        for (int i = 0; array.isPresent() && i < array.get().size(); i++) {
            JsonNode element = array.get().get(i);
            String place = name + "[" + i + "]";
            if (isAllowed.test(element)) {
                elements.add(reader.apply(element, place));
            } else {
                errors.wrongType(at(place), form, element);
            }
        }
        return elements;
    }

    private Optional<JsonNode> typed(String name, Predicate<JsonNode> isAllowed, String form) {
        JsonNode value = value(name);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (!isAllowed.test(value)) {
            errors.wrongType(at(name), form, value);
            return Optional.empty();
        }
        return Optional.of(value);
    }

    /** Returns the names of all fields. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Returns the names that were asked for. */
    public Set<String> known() {
        return Collections.unmodifiableSet(read);
    }

    /** Returns the fields that were not asked for. */
    public Map<String, JsonNode> unread() {
        Map<String, JsonNode> unread = new LinkedHashMap<>();
        object.properties().stream()
                .filter(field -> !read.contains(field.getKey()))
                .forEach(field -> unread.put(field.getKey(), field.getValue()));
        return unread;
    }

    /** Reports the fields that were not asked for, as a misspelt name must not become a silent default. */
    public void refuseUnread() {
        unread().keySet().forEach(name -> refuse(shortened(name), "is not known"));
    }

    private static String shortened(String name) {
        return name.length() > MAX_NAME_LENGTH ? name.substring(0, MAX_NAME_LENGTH) + "…" : name;
    }

    /**
     * Reports a field whose value cannot be used.
     *
     * @param reason end of a sentence that starts with the path
     */
    public void refuse(String name, String reason) {
        errors.invalid(at(name), reason);
    }
}
