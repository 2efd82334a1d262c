package io.runfolio.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.json.JsonObjectReader;
import io.runfolio.json.TextForm;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Fields of one JSON object of an event. The first that cannot be used refuses the event; those that are never asked
 * for are kept as unrecognised.
 */
final class EventFields {
    private final EventJsonParser json;
    private final JsonObjectReader reader;
    private final Map<String, Object> unrecognised;

    private EventFields(EventJsonParser json, JsonObjectReader reader, Map<String, Object> unrecognised) {
        this.json = json;
        this.reader = reader;
        this.unrecognised = unrecognised;
    }

    /** @param path path of the object in the event; empty for the event itself */
    static EventFields of(EventJsonParser json, JsonNode object, String path) {
        return new EventFields(json, JsonObjectReader.of(object, path, new FirstFieldError()), new LinkedHashMap<>());
    }

    String requiredText(String name) {
        return reader.requiredText(name, TextForm.NOT_BLANK);
    }

    /** Returns the text, or null where it is absent, as records keep JSON's null. */
    String text(String name) {
        return reader.text(name, TextForm.ANY).orElse(null);
    }

    /** Returns a text of a form; empty if it is absent. */
    Optional<String> text(String name, TextForm form) {
        return reader.text(name, form);
    }

    Integer integer(String name) {
        return reader.integer(name).orElse(null);
    }

    int integer(String name, int defaultValue, int min, int max) {
        return reader.integer(name, defaultValue, min, max);
    }

    boolean flag(String name, boolean defaultValue) {
        return reader.flag(name).orElse(defaultValue);
    }

    List<String> texts(String name) {
        return reader.texts(name);
    }

    Map<String, Object> map(String name) {
        return reader.objectNode(name).map(json::plainMap).orElseGet(LinkedHashMap::new);
    }

    List<Map<String, Object>> maps(String name) {
        return reader.objectNodes(name).stream().map(json::plainMap).toList();
    }

    Object any(String name) {
        JsonNode value = reader.value(name);
        return value.isMissingNode() ? null : json.plain(value);
    }

    Optional<EventFields> object(String name) {
        return reader.object(name).map(this::child);
    }

    List<EventFields> objects(String name) {
        return reader.objects(name).stream().map(this::child).toList();
    }

    private EventFields child(JsonObjectReader object) {
        return new EventFields(json, object, unrecognised);
    }

    /**
     * Returns a word of a set, or the default value.
     *
     * @param parser returns empty for a word that is not of the set
     * @param words the set for messages
     */
    <T> T choice(String name, T defaultValue, Function<String, Optional<T>> parser, String words) {
        TextForm form = new TextForm(text -> parser.apply(text).isPresent(), "a text", "must be one of " + words);
        return reader.text(name, form).flatMap(parser).orElse(defaultValue);
    }

    /** Keeps the fields that were not asked for. To be called once all fields of this object have been read. */
    void close() {
        reader.unread().forEach((name, value) -> unrecognised.put(at(name), json.plain(value)));
    }

    /**
     * Keeps a value that cannot be used.
     *
     * @param path path of the value in the event
     */
    void keep(String path, Object value) {
        unrecognised.put(path, value);
    }

    /** Returns the unrecognised fields of all closed objects of the event: path to value. */
    Map<String, Object> unrecognised() {
        return unrecognised;
    }

    String at(String name) {
        return reader.at(name);
    }
}
