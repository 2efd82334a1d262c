package io.runfolio.hooks.adapter;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Value of an adapter file: alternatives, of which the first that finds something counts.
 *
 * @param alternatives paths, templates and constants
 * @param words other words for found values, by their text; empty without a {@code map}
 * @param divisor divisor of found numbers, such as 1000 for milliseconds
 */
record Expression(List<Alternative> alternatives, Map<String, String> words, int divisor) {
    /** The expression that finds nothing. */
    static final Expression NONE = new Expression(List.of(), Map.of(), 1);

    /** One way to a value. */
    @FunctionalInterface
    interface Alternative {
        /** Returns the values that are found, without null. */
        List<Object> find(Scope scope);
    }

    Expression {
        alternatives = List.copyOf(alternatives);
        words = Map.copyOf(words);
    }

    boolean isNone() {
        return alternatives.isEmpty();
    }

    /** Returns all values of the first alternative that finds something. */
    List<Object> all(Scope scope) {
        for (Alternative alternative : alternatives) {
            List<Object> found = alternative.find(scope);
            if (!found.isEmpty()) {
                return found.stream().map(this::word).map(this::divided).toList();
            }
        }
        return List.of();
    }

    /** Returns the first value. */
    Optional<Object> first(Scope scope) {
        return all(scope).stream().findFirst();
    }

    private Object word(Object value) {
        return words.isEmpty() || value instanceof Map || value instanceof List
                ? value
                : words.getOrDefault(String.valueOf(value), String.valueOf(value));
    }

    private Object divided(Object value) {
        return divisor == 1
                ? value
                : Values.number(value).<Object>map(this::divided).orElse(value);
    }

    private BigDecimal divided(Number number) {
        BigDecimal quotient = new BigDecimal(number.toString())
                .divide(new BigDecimal(divisor), MathContext.DECIMAL64)
                .stripTrailingZeros();
        return quotient.scale() < 0 ? quotient.setScale(0) : quotient;
    }
}
