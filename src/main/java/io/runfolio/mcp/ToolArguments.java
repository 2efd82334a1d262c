package io.runfolio.mcp;

import io.runfolio.run.extras.JsonMap;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the arguments of a tool call and collects all errors for one answer. */
final class ToolArguments {
    private static final int MAX_SHOWN = 100;

    private final Map<String, Object> values;
    private final Set<String> known = new LinkedHashSet<>();
    private final List<String> wrong = new ArrayList<>();

    ToolArguments(Map<String, Object> values) {
        this.values = values == null ? Map.of() : values;
    }

    /** Returns a text of 1 to {@code max} visible characters. */
    Optional<String> text(String name, int max) {
        return value(name)
                .flatMap(value -> isText(value, max)
                        ? Optional.of((String) value)
                        : refuse(name, "must be a text of 1 to " + max + " visible characters"));
    }

    String requiredText(String name, int max) {
        return text(name, max).orElseGet(() -> {
            refuseMissing(name);
            return "";
        });
    }

    /** Refuses an argument if it was not given. */
    void refuseMissing(String name) {
        if (value(name).isEmpty()) {
            refuse(name, "is required");
        }
    }

    /** Returns one text or a list of texts. */
    List<String> texts(String name, int maxCount, int max) {
        Optional<Object> value = value(name);
        List<?> items = value.map(one -> one instanceof List<?> list ? list : List.of(one))
                .orElse(List.of());
        boolean fine = items.size() <= maxCount && items.stream().allMatch(item -> isText(item, max));
        if (value.isPresent() && !fine) {
            refuse(name, "must be 1 to " + maxCount + " texts of 1 to " + max + " visible characters");
            return List.of();
        }
        return items.stream().map(String.class::cast).toList();
    }

    Optional<String> word(String name, List<String> allowed) {
        return value(name)
                .flatMap(value -> value instanceof String word && allowed.contains(word)
                        ? Optional.of(word)
                        : refuse(name, "must be one of " + String.join(", ", allowed)));
    }

    Optional<Long> whole(String name, long min, long max) {
        return value(name).flatMap(value -> {
            boolean isWhole = value instanceof Integer || value instanceof Long;
            if (isWhole && ((Number) value).longValue() >= min && ((Number) value).longValue() <= max) {
                return Optional.of(((Number) value).longValue());
            }
            return refuse(name, "must be a whole number from " + min + " to " + max);
        });
    }

    /** Returns a text, or a whole number as text, such as a seed. */
    Optional<String> textOrWhole(String name, int max) {
        return value(name).flatMap(value -> {
            boolean isWhole = value instanceof Integer || value instanceof Long || value instanceof BigInteger;
            String text = String.valueOf(value);
            return (isWhole || value instanceof String) && isText(text, max)
                    ? Optional.of(text)
                    : refuse(name, "must be a text of 1 to " + max + " visible characters, or a whole number");
        });
    }

    boolean flag(String name, boolean defaultValue) {
        return value(name)
                .flatMap(value ->
                        value instanceof Boolean flag ? Optional.of(flag) : refuse(name, "must be true or false"))
                .orElse(defaultValue);
    }

    <T> Optional<T> refuse(String name, String why) {
        wrong.add(name + " " + why);
        return Optional.empty();
    }

    /** @throws ToolInputException if there are errors or unknown arguments */
    void check() {
        values.keySet().stream()
                .filter(name -> !known.contains(name))
                .limit(5)
                .forEach(name -> wrong.add(UntrustedText.clean(name, MAX_SHOWN) + " is not known: the arguments are "
                        + String.join(", ", known)));
        if (!wrong.isEmpty()) {
            throw new ToolInputException(String.join("; ", wrong) + ".");
        }
    }

    /** Returns an object. */
    Map<String, Object> requiredObject(String name) {
        Optional<Object> value = value(name);
        Optional<JsonMap> object = value.flatMap(JsonMap::find);
        if (object.isEmpty()) {
            refuse(name, value.isPresent() ? "must be an object" : "is required");
        }
        return object.map(JsonMap::toMap).orElseGet(LinkedHashMap::new);
    }

    private Optional<Object> value(String name) {
        known.add(name);
        return Optional.ofNullable(values.get(name));
    }

    private static boolean isText(Object value, int max) {
        return value instanceof String text && !text.isBlank() && text.length() <= max && UntrustedText.isVisible(text);
    }
}
