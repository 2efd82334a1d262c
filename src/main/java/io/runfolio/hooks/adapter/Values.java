package io.runfolio.hooks.adapter;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Values of a payload by type; a value of another type is ignored with a warning. */
final class Values {
    private static final int MAX_WARNINGS = 20;
    private static final int MAX_SENTENCE = 10_000;
    private static final int MAX_SENTENCES = 100;

    private final Scope scope;
    private final List<String> warnings;

    Values(Scope scope, List<String> warnings) {
        this.scope = scope;
        this.warnings = warnings;
    }

    Scope scope() {
        return scope;
    }

    /** Returns the same for the element of a list. */
    Values of(Object element) {
        return new Values(scope.of(element), warnings);
    }

    /** Returns whether a value says something; empty texts, lists and objects, and false, do not. */
    static boolean isPresent(Object value) {
        return !(value instanceof String text && text.isBlank())
                && !(value instanceof List<?> list && list.isEmpty())
                && !(value instanceof Map<?, ?> map && map.isEmpty())
                && !Boolean.FALSE.equals(value);
    }

    Optional<String> text(String field, Expression expression) {
        Optional<Object> value = expression.all(scope).stream()
                .filter(each -> isPresent(each) || each instanceof Boolean)
                .findFirst();
        if (value.isPresent() && (value.get() instanceof Map || value.get() instanceof List)) {
            warn(field, "a text", value.get());
            return Optional.empty();
        }
        return value.map(String::valueOf);
    }

    /** Returns a finite number that is not negative. */
    Optional<Number> number(String field, Expression expression) {
        Optional<Object> value = expression.first(scope).filter(Values::isPresent);
        Optional<Number> number = value.flatMap(Values::number);
        if (value.isPresent() && number.isEmpty()) {
            warn(field, "a number", value.get());
        }
        return number;
    }

    static Optional<Number> number(Object value) {
        if (value instanceof Number number) {
            return Double.isFinite(number.doubleValue()) && number.doubleValue() >= 0
                    ? Optional.of(number)
                    : Optional.empty();
        }
        if (value instanceof String text && text.strip().matches("\\d{1,15}(\\.\\d{1,15})?")) {
            return Optional.of(new BigDecimal(text.strip()));
        }
        return Optional.empty();
    }

    /** Returns a time in UTC. */
    Optional<String> time(String field, Expression expression) {
        Optional<Object> value = expression.first(scope).filter(Values::isPresent);
        Optional<String> time = value.flatMap(ProviderTime::parse).map(ProviderTime::text);
        if (value.isPresent() && time.isEmpty()) {
            warn(field, "a time", value.get());
        }
        return time;
    }

    /** Returns all values as sentences; objects become compact JSON. */
    List<String> sentences(String field, Expression expression) {
        List<String> sentences = new ArrayList<>();
        for (Object value : expression.all(scope)) {
            List<?> each = value instanceof List<?> list ? list : List.of(value);
            each.stream()
                    .filter(one -> one != null && isPresent(one))
                    .limit(MAX_SENTENCES)
                    .map(CompactJson::text)
                    .map(text -> text.length() > MAX_SENTENCE ? text.substring(0, MAX_SENTENCE) : text)
                    .forEach(sentences::add);
        }
        return sentences.size() > MAX_SENTENCES ? sentences.subList(0, MAX_SENTENCES) : sentences;
    }

    void warn(String field, String form, Object value) {
        warn("The payload's value for " + field + " must be " + form + " and is " + typeName(value)
                + "; it is kept in the provider's response only.");
    }

    void warn(String sentence) {
        if (warnings.size() < MAX_WARNINGS) {
            warnings.add(sentence);
        }
    }

    private static String typeName(Object value) {
        if (value instanceof Map) {
            return "an object";
        }
        if (value instanceof List) {
            return "a list";
        }
        if (value instanceof Number) {
            return "the number " + value;
        }
        return value instanceof Boolean ? "true or false" : "a text of another form";
    }
}
