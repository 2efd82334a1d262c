package io.runfolio.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.run.RefusedEventException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Typed reading of one JSON object's fields. What is wrong is refused by the field's path; what was never asked for is told as unrecognised. */
final class Fields {
    private final EventJson json;
    private final JsonNode object;
    private final String path;
    private final Map<String, Object> unrecognised;
    private final Set<String> known = new HashSet<>();

    private Fields(EventJson json, JsonNode object, String path, Map<String, Object> unrecognised) {
        this.json = json;
        this.object = object;
        this.path = path;
        this.unrecognised = unrecognised;
    }

    static Fields of(EventJson json, JsonNode object, String path) {
        return new Fields(json, object, path, new LinkedHashMap<>());
    }

    String requiredText(String name) {
        String value = text(name);
        if (value == null) {
            throw new RefusedEventException(
                    "missing_field", at(name), "`" + at(name) + "` is required: give it a text.");
        }
        if (value.isBlank()) {
            throw new RefusedEventException("bad_value", at(name), "`" + at(name) + "` must not be empty.");
        }
        return value;
    }

    /** Returns the text, or null where it is absent: records keep JSON's null. */
    String text(String name) {
        return value(name)
                .map(node -> {
                    demand(node.isTextual(), name, node, "a text");
                    return node.textValue();
                })
                .orElse(null);
    }

    Integer whole(String name) {
        return value(name)
                .map(node -> {
                    demand(node.isIntegralNumber(), name, node, "a whole number without a point");
                    if (!node.canConvertToInt()) {
                        throw new RefusedEventException(
                                "bad_value", at(name), "`" + at(name) + "` is too large or too small a number.");
                    }
                    return node.intValue();
                })
                .orElse(null);
    }

    int whole(String name, int preset, int least, int most) {
        Integer number = whole(name);
        if (number == null) {
            return preset;
        }
        if (number < least || number > most) {
            throw new RefusedEventException(
                    "bad_value", at(name), "`" + at(name) + "` must be from " + least + " to " + most + ".");
        }
        return number;
    }

    boolean flag(String name, boolean preset) {
        return value(name)
                .map(node -> {
                    demand(node.isBoolean(), name, node, "true or false");
                    return node.booleanValue();
                })
                .orElse(preset);
    }

    List<String> texts(String name) {
        return list(name, (node, place) -> {
            demand(node.isTextual(), place, node, "a text");
            return node.textValue();
        });
    }

    Map<String, Object> map(String name) {
        return value(name)
                .map(node -> {
                    demand(node.isObject(), name, node, "an object");
                    return plainMap(node);
                })
                .orElseGet(LinkedHashMap::new);
    }

    List<Map<String, Object>> maps(String name) {
        return list(name, (node, place) -> {
            demand(node.isObject(), place, node, "an object");
            return plainMap(node);
        });
    }

    Object any(String name) {
        return value(name).map(json::plain).orElse(null);
    }

    Optional<Fields> object(String name) {
        return value(name).map(node -> {
            demand(node.isObject(), name, node, "an object");
            return new Fields(json, node, at(name), unrecognised);
        });
    }

    List<Fields> objects(String name) {
        return list(name, (node, place) -> {
            demand(node.isObject(), place, node, "an object");
            return new Fields(json, node, at(place), unrecognised);
        });
    }

    <T> T choice(String name, T preset, Function<String, Optional<T>> reader, String words) {
        String text = text(name);
        if (text == null) {
            return preset;
        }
        return reader.apply(text)
                .orElseThrow(() -> new RefusedEventException(
                        "bad_value", at(name), "`" + at(name) + "` must be one of " + words + "."));
    }

    /** Notes what was not asked for of this object. Called once all its fields have been read. */
    void close() {
        object.properties().forEach(field -> {
            if (!known.contains(field.getKey())) {
                unrecognised.put(at(field.getKey()), json.plain(field.getValue()));
            }
        });
    }

    /** Returns what no object of the document, once closed, was asked for: path to value. */
    Map<String, Object> unrecognised() {
        return unrecognised;
    }

    String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    static String nameOf(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case STRING -> "a text";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            default -> "null";
        };
    }

    private Optional<JsonNode> value(String name) {
        known.add(name);
        return Optional.ofNullable(object.get(name)).filter(node -> !node.isNull());
    }

    private <T> List<T> list(String name, ElementReader<T> reader) {
        Optional<JsonNode> list = value(name);
        if (list.isEmpty()) {
            return List.of();
        }
        demand(list.get().isArray(), name, list.get(), "a list");
        List<T> values = new ArrayList<>(list.get().size());
        for (JsonNode node : list.get()) {
            values.add(reader.read(node, name + "[" + values.size() + "]"));
        }
        return values;
    }

    @SuppressWarnings("unchecked") // an object node's plain value is a map with text keys
    private Map<String, Object> plainMap(JsonNode node) {
        return (Map<String, Object>) json.plain(node);
    }

    private void demand(boolean holds, String name, JsonNode node, String wanted) {
        if (!holds) {
            throw new RefusedEventException(
                    "wrong_type", at(name), "`" + at(name) + "` must be " + wanted + ", and is " + nameOf(node) + ".");
        }
    }

    private interface ElementReader<T> {
        T read(JsonNode node, String place);
    }
}
