package io.runfolio.hooks.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.json.FieldErrors;
import io.runfolio.json.JsonObjectReader;
import io.runfolio.json.TextForm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the expressions of an adapter file, and limits their number. */
final class ExpressionReader {
    /** Maximum number of paths of one file. */
    static final int MAX_PATHS = 200;

    private static final int MAX_ALTERNATIVES = 12;
    private static final int MAX_DIVISOR = 1_000_000_000;
    private static final Pattern DURATION = Pattern.compile("(\\d{1,6}) ?(s|m|h|d)");

    private final FieldErrors errors;
    private int paths;

    ExpressionReader(FieldErrors errors) {
        this.errors = errors;
    }

    /**
     * Reads a text, a number, a list of alternatives, or an object of {@code value}, {@code map} and {@code divide}.
     */
    Expression read(JsonObjectReader object, String name) {
        JsonNode value = object.value(name);
        if (value.isMissingNode()) {
            return Expression.NONE;
        }
        if (!value.isObject()) {
            return new Expression(alternatives(value, object.at(name)), Map.of(), 1);
        }
        JsonObjectReader mapped = object.object(name).orElseThrow();
        mapped.require("value", "a path");
        Map<String, String> words = new LinkedHashMap<>();
        mapped.object("map").ifPresent(map -> map.names()
                .forEach(word -> map.text(word, TextForm.ANY).ifPresent(meant -> words.put(word, meant))));
        List<Expression.Alternative> alternatives =
                mapped.has("value") ? alternatives(mapped.value("value"), mapped.at("value")) : List.of();
        int divisor = mapped.integer("divide", 1, 1, MAX_DIVISOR);
        mapped.refuseUnread();
        return new Expression(alternatives, words, divisor);
    }

    private List<Expression.Alternative> alternatives(JsonNode value, String place) {
        List<Expression.Alternative> alternatives = new ArrayList<>();
        if (value.isArray() && value.size() > MAX_ALTERNATIVES) {
            errors.invalid(place, "has more than " + MAX_ALTERNATIVES + " alternatives");
        } else if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                alternative(value.get(i), place + "[" + i + "]", alternatives);
            }
        } else {
            alternative(value, place, alternatives);
        }
        return alternatives;
    }

    private void alternative(JsonNode value, String place, List<Expression.Alternative> alternatives) {
        if (value.isNumber() || value.isBoolean()) {
            List<Object> constant = List.of(value.isNumber() ? value.numberValue() : value.booleanValue());
            alternatives.add(scope -> constant);
        } else if (!value.isTextual() || value.textValue().isBlank()) {
            errors.invalid(place, "must be a path, a text or a number");
        } else {
            text(value.textValue(), place).ifPresent(alternatives::add);
        }
    }

    private Optional<Expression.Alternative> text(String text, String place) {
        try {
            if (PathExpression.isPath(text)) {
                return Optional.of(path(text)::find);
            }
            return Optional.of(UrlTemplate.isTemplate(text) ? UrlTemplate.compile(text) : scope -> List.of(text));
        } catch (IllegalArgumentException e) {
            errors.invalid(place, e.getMessage());
            return Optional.empty();
        }
    }

    private PathExpression path(String text) {
        if (++paths > MAX_PATHS) {
            throw new IllegalArgumentException("is one path too many: a file may have " + MAX_PATHS);
        }
        return PathExpression.compile(text);
    }

    /** Reads a list of paths without alternatives. */
    List<PathExpression> paths(JsonObjectReader object, String name) {
        List<PathExpression> all = new ArrayList<>();
        List<String> texts = object.texts(name);
        for (int i = 0; i < texts.size(); i++) {
            try {
                all.add(path(texts.get(i)));
            } catch (IllegalArgumentException e) {
                errors.invalid(object.at(name) + "[" + i + "]", e.getMessage());
            }
        }
        return all;
    }

    /** Reads a duration such as {@code 1h}. */
    Optional<Duration> duration(JsonObjectReader object, String name) {
        return object.text(name, TextForm.matching(DURATION, "a duration such as 10m, 1h or 7d"))
                .map(ExpressionReader::duration);
    }

    private static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        matcher.matches();
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }
}
