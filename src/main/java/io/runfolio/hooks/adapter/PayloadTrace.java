package io.runfolio.hooks.adapter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Copy of a payload for the records, without embedded files: their bytes are kept as outputs. */
final class PayloadTrace {
    /** Minimum length of a text without blanks that is a file, not a value. */
    private static final int MIN_FILE_LENGTH = 8_000;

    private PayloadTrace() {}

    static Object of(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            for (Map.Entry<?, ?> field : map.entrySet()) {
                copy.put(String.valueOf(field.getKey()), of(field.getValue()));
            }
            return copy;
        }
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>(list.size());
            for (Object element : list) {
                copy.add(of(element));
            }
            return copy;
        }
        return value instanceof String text && isFile(text)
                ? "(" + text.length() + " characters of an embedded file)"
                : value;
    }

    private static boolean isFile(String text) {
        return text.length() >= MIN_FILE_LENGTH
                && text.chars().limit(MIN_FILE_LENGTH).noneMatch(letter -> letter == ' ' || letter == '\n');
    }
}
