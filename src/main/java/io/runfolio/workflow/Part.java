package io.runfolio.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** An object in a template's JSON. What is wrong with it is gathered, so that one look at a file tells all of it. */
final class Part {
    private final JsonNode node;
    private final String path;
    private final List<String> wrong;
    private final Set<String> known = new LinkedHashSet<>();

    /**
     * @param path where it stands, with a dot at its end; empty for the whole
     */
    Part(JsonNode node, String path, List<String> wrong) {
        this.node = node;
        this.path = path;
        this.wrong = wrong;
    }

    /** Returns a text that must be there; the empty string if it is wrong. */
    String text(String name, Pattern form, String words) {
        JsonNode value = optional(name);
        if (value.isMissingNode()) {
            refuse(name, "is required");
            return "";
        }
        if (!value.isTextual() || !form.matcher(value.textValue()).matches()) {
            refuse(name, "must be " + words);
            return "";
        }
        return value.textValue();
    }

    /** Returns a text that may be left out; null if it is. */
    String optionalText(String name, Pattern form, String words) {
        return optional(name).isMissingNode() ? null : text(name, form, words);
    }

    boolean flag(String name) {
        JsonNode value = optional(name);
        if (!value.isMissingNode() && !value.isBoolean()) {
            refuse(name, "must be true or false");
        }
        return value.asBoolean();
    }

    /** Returns a value of any kind; missing if it is null. */
    JsonNode optional(String name) {
        known.add(name);
        JsonNode value = node.path(name);
        return value.isNull() ? MissingNode.getInstance() : value;
    }

    /** Returns different texts; none if they are left out. */
    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        JsonNode value = optional(name);
        value.forEach(text -> texts.add(text.isTextual() ? text.textValue() : ""));
        boolean fine = value.isMissingNode()
                || value.isArray()
                        && texts.stream().noneMatch(String::isBlank)
                        && texts.stream().distinct().count() == texts.size();
        if (!fine) {
            refuse(name, "must be a list of different texts");
        }
        return texts;
    }

    /** Returns the objects of a list that must be there. */
    List<Part> parts(String name) {
        JsonNode list = optional(name);
        List<Part> parts = new ArrayList<>();
        if (!list.isArray()) {
            refuse(name, list.isMissingNode() ? "is required" : "must be a list");
            return parts;
        }
        for (int i = 0; i < list.size(); i++) {
            String place = name + "[" + i + "]";
            if (list.get(i).isObject()) {
                parts.add(new Part(list.get(i), path + place + ".", wrong));
            } else {
                refuse(place, "must be an object");
            }
        }
        return parts;
    }

    /** Returns an object that may be left out. */
    Optional<Part> part(String name) {
        JsonNode value = optional(name);
        if (!value.isMissingNode() && !value.isObject()) {
            refuse(name, "must be an object");
        }
        return value.isObject() ? Optional.of(new Part(value, path + name + ".", wrong)) : Optional.empty();
    }

    /** Returns the names of its fields. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    void refuse(String name, String why) {
        wrong.add(path + name + " " + why);
    }

    /** Refuses fields that nobody asked for: a misspelt one must not be a silent default. */
    void noOthers() {
        names().stream().filter(name -> !known.contains(name)).forEach(name -> refuse(name, "is not known"));
    }
}
