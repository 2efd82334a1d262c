package io.runfolio.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the fields of a request's JSON object and gathers what is wrong with them, so that one answer names all of it. */
final class Fields {
    private static final double MAX_EXACT = 1e15;

    private final JsonNode node;
    private final String path;
    private final Set<String> known = new LinkedHashSet<>();
    private final List<String> wrong;

    private Fields(JsonNode node, String path, List<String> wrong) {
        this.node = node;
        this.path = path;
        this.wrong = wrong;
    }

    /** Opens the body; 422 if it is no JSON object. */
    static Fields of(ApiRequest request) {
        JsonNode node = Json.read(request.body());
        if (!node.isObject()) {
            throw ApiException.invalid("body_invalid", List.of("the body must be a JSON object"));
        }
        return new Fields(node, "", new ArrayList<>());
    }

    String word(String name, Pattern form, String words) {
        String value = optionalText(name, 1, 4000).orElse("");
        if (!present(name)) {
            refuse(name, "is required");
        } else if (!value.isEmpty() && !form.matcher(value).matches()) {
            refuse(name, "must be " + words);
        }
        return value;
    }

    String text(String name, int most) {
        if (!present(name)) {
            known.add(name);
            refuse(name, "is required");
            return "";
        }
        return optionalText(name, 1, most).orElse("");
    }

    Optional<String> note() {
        return optionalText("note", 0, 4000).filter(text -> !text.isBlank());
    }

    OptionalLong revision() {
        return whole("revision", 0, Long.MAX_VALUE);
    }

    OptionalLong whole(String name, long least, long most) {
        known.add(name);
        JsonNode value = node.path(name);
        if (value.isMissingNode()) {
            return OptionalLong.empty();
        }
        if (!isWhole(value) || value.longValue() < least || value.longValue() > most) {
            refuse(name, "must be a whole number from " + least + (most == Long.MAX_VALUE ? "" : " to " + most));
            return OptionalLong.empty();
        }
        return OptionalLong.of(value.longValue());
    }

    /** As JSON Schema has it: 3.0 is whole. A number may be larger than any type of Java's. */
    private static boolean isWhole(JsonNode value) {
        if (value.isFloat() || value.isDouble()) {
            double number = value.doubleValue();
            return number == Math.rint(number) && Math.abs(number) < MAX_EXACT;
        }
        return value.isIntegralNumber() && value.canConvertToLong();
    }

    long required(String name, long least, long most) {
        if (!present(name)) {
            refuse(name, "is required");
        }
        return whole(name, least, most).orElse(least);
    }

    boolean flag(String name) {
        known.add(name);
        if (!node.path(name).isBoolean()) {
            refuse(name, present(name) ? "must be true or false" : "is required");
        }
        return node.path(name).booleanValue();
    }

    JsonNode object(String name) {
        known.add(name);
        if (!node.path(name).isObject()) {
            refuse(name, present(name) ? "must be an object" : "is required");
        }
        return node.path(name);
    }

    List<String> words(String name, int most, int longest) {
        known.add(name);
        JsonNode array = node.path(name);
        List<String> words = new ArrayList<>();
        array.forEach(item -> words.add(item.isTextual() ? item.textValue().strip() : ""));
        boolean fine = array.isArray()
                && words.size() <= most
                && words.stream().allMatch(word -> !word.isEmpty() && word.length() <= longest)
                && words.stream().distinct().count() == words.size();
        if (!fine) {
            refuse(
                    name,
                    present(name)
                            ? "must be a list of at most " + most + " different words of 1 to " + longest
                                    + " characters"
                            : "is required");
        }
        return words;
    }

    List<Fields> objects(String name, int most) {
        known.add(name);
        JsonNode array = node.path(name);
        List<Fields> items = new ArrayList<>();
        if (!array.isArray() || array.isEmpty() || array.size() > most) {
            refuse(name, present(name) ? "must be a list of 1 to " + most + " objects" : "is required");
            return items;
        }
        for (int i = 0; i < array.size(); i++) {
            if (array.get(i).isObject()) {
                items.add(new Fields(array.get(i), path + name + "[" + i + "].", wrong));
            } else {
                refuse(name + "[" + i + "]", "must be an object");
            }
        }
        return items;
    }

    /** Refuses fields that nobody asked for. */
    Fields noOthers() {
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                refuse(name.length() > 100 ? name.substring(0, 100) + "…" : name, "is not known");
            }
        }
        return this;
    }

    /** Answers 422 if anything was wrong. */
    void check(String error) {
        if (!wrong.isEmpty()) {
            throw ApiException.invalid(error, wrong);
        }
    }

    private Optional<String> optionalText(String name, int least, int most) {
        known.add(name);
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isNull() && least == 0) {
            return Optional.empty();
        }
        boolean fine = value.isTextual()
                && value.textValue().codePointCount(0, value.textValue().length()) >= least
                && value.textValue().codePointCount(0, value.textValue().length()) <= most;
        if (!fine) {
            refuse(name, "must be a text of " + least + " to " + most + " characters");
            return Optional.empty();
        }
        return Optional.of(value.textValue());
    }

    private boolean present(String name) {
        return node.has(name);
    }

    private void refuse(String name, String why) {
        wrong.add(path + name + " " + why);
    }
}
