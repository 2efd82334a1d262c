package io.runfolio.run.extras;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Typed, lenient view of a JSON object of foreign origin: a value of another type counts as absent. Immutable. */
public final class JsonMap {
    private static final JsonMap EMPTY = new JsonMap(Map.of());

    private final Map<?, ?> values;

    private JsonMap(Map<?, ?> values) {
        this.values = values;
    }

    /** Returns a view of a value; an empty one if the value is not a JSON object. */
    public static JsonMap of(Object value) {
        return find(value).orElse(EMPTY);
    }

    /** Returns a view of a value; empty if the value is not a JSON object. */
    public static Optional<JsonMap> find(Object value) {
        return value instanceof Map<?, ?> map ? Optional.of(new JsonMap(map)) : Optional.empty();
    }

    /** Returns the elements of a JSON array; none if the value is not one. */
    public static List<Object> elements(Object value) {
        return value instanceof List<?> list ? Collections.unmodifiableList(list) : List.of();
    }

    /** Returns whether there is no field. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** Returns whether a field has a value other than null. */
    public boolean has(String name) {
        return values.get(name) != null;
    }

    /** Returns a field's value as it is; null if it is absent. */
    public Object get(String name) {
        return values.get(name);
    }

    /** Returns a field that is a text. */
    public Optional<String> text(String name) {
        return values.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** Returns any value but null as text. */
    public Optional<String> asText(String name) {
        return Optional.ofNullable(values.get(name)).map(String::valueOf);
    }

    /** Returns a field that is a whole number in the range of an int. */
    public Optional<Integer> integer(String name) {
        return values.get(name) instanceof Integer number ? Optional.of(number) : Optional.empty();
    }

    /** Returns a field that is a number. */
    public Optional<Number> number(String name) {
        return values.get(name) instanceof Number number ? Optional.of(number) : Optional.empty();
    }

    /** Returns whether a field is {@code true}. */
    public boolean isTrue(String name) {
        return Boolean.TRUE.equals(values.get(name));
    }

    /** Returns a field that is an object; an empty object if it is not. */
    public JsonMap object(String name) {
        return of(values.get(name));
    }

    /** Returns the objects of a field that is an array; other elements are skipped. */
    public List<JsonMap> objects(String name) {
        return elements(values.get(name)).stream()
                .flatMap(element -> find(element).stream())
                .toList();
    }

    /** Returns the elements of a field that is an array, each as text. */
    public List<String> texts(String name) {
        return elements(values.get(name)).stream().map(String::valueOf).toList();
    }

    /** Returns a mutable copy with names as text, in the same order. */
    public Map<String, Object> toMap() {
        Map<String, Object> copy = new LinkedHashMap<>();
        values.forEach((name, value) -> copy.put(String.valueOf(name), value));
        return copy;
    }
}
