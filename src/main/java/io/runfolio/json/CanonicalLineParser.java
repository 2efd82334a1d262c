package io.runfolio.json;

import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Extracts fields from a line without building objects. The line must be as {@link io.runfolio.json.RecordMapper#line}
 * writes it: every field in the record's order, with a value of its type, and nothing else. Each byte is validated, so
 * every accepted line is valid JSON. Lines in any other form need a JSON parser.
 *
 * <p>Not thread-safe.
 */
public final class CanonicalLineParser {
    private static final byte[] NULL = ascii("null");
    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");
    private static final byte[] COMMA = ascii(", ");
    /** A number with more digits may exceed {@code int}. */
    private static final int MAX_INT_DIGITS = 9;

    private final List<Field> fields = new ArrayList<>();
    private byte[] line = {};
    private int at;

    private record Field(byte[] label, Class<?> type, boolean wanted) {}

    /**
     * @param record type of the lines
     * @param wanted names of text components to extract
     */
    public CanonicalLineParser(Class<? extends Record> record, String... wanted) {
        for (RecordComponent component : record.getRecordComponents()) {
            String name = component.getName();
            String label = (fields.isEmpty() ? "{\"" : ", \"") + snakeCase(name) + "\": ";
            fields.add(new Field(
                    ascii(label), component.getType(), Arrays.asList(wanted).contains(name)));
        }
    }

    /**
     * Returns the wanted texts in the order of their fields. Empty if the line has another form, or if one of them is
     * null, empty or escaped.
     */
    public Optional<List<String>> read(byte[] written) {
        line = written;
        at = 0;
        List<String> words = new ArrayList<>(fields.size());
        for (Field field : fields) {
            if (!literal(field.label)) {
                return Optional.empty();
            }
            int start = at;
            if (!value(field.type) || field.wanted && !plain(start)) {
                return Optional.empty();
            }
            if (field.wanted) {
                words.add(new String(line, start + 1, at - start - 2, StandardCharsets.US_ASCII));
            }
        }
        return at == line.length - 1 && line[at] == '}' ? Optional.of(words) : Optional.empty();
    }

    private boolean value(Class<?> type) {
        if (type == String.class) {
            return literal(NULL) || text();
        }
        if (type == List.class) {
            return texts();
        }
        if (type == boolean.class) {
            return literal(TRUE) || literal(FALSE);
        }
        if (type == int.class) {
            return digits(MAX_INT_DIGITS);
        }
        if (type == Double.class) {
            return literal(NULL) || digits(MAX_INT_DIGITS) && next('.') && decimals();
        }
        return type.isEnum() && (literal(NULL) || word());
    }

    /** Returns whether the value at this position is a text without escapes. */
    private boolean plain(int start) {
        if (line[start] != '"' || at - start == 2) {
            return false;
        }
        for (int i = start; i < at; i++) {
            if (line[i] == '\\') {
                return false;
            }
        }
        return true;
    }

    private boolean text() {
        if (!next('"')) {
            return false;
        }
        byte[] bytes = line;
        for (int i = at; i < bytes.length; i++) {
            byte b = bytes[i];
            if (b < ' ' || b > '~') {
                return false;
            }
            if (b == '"' || b == '\\') {
                at = i + 1;
                if (b == '"') {
                    return true;
                }
                if (!escape()) {
                    return false;
                }
                i = at - 1;
            }
        }
        return false;
    }

    private boolean escape() {
        if (at < line.length && "\"\\nrtfb".indexOf(line[at]) >= 0) {
            at++;
            return true;
        }
        if (!next('u') || line.length - at < 4) {
            return false;
        }
        int end = at + 4;
        while (at < end) {
            if (Character.digit(line[at], 16) < 0) {
                return false;
            }
            at++;
        }
        return true;
    }

    private boolean texts() {
        if (!next('[')) {
            return false;
        }
        if (next(']')) {
            return true;
        }
        while (text()) {
            if (next(']')) {
                return true;
            }
            if (!literal(COMMA)) {
                return false;
            }
        }
        return false;
    }

    private boolean word() {
        int start = at;
        if (!next('"')) {
            return false;
        }
        while (at < line.length && (line[at] == '_' || line[at] >= 'a' && line[at] <= 'z')) {
            at++;
        }
        return at > start + 1 && next('"');
    }

    /** Matches a JSON integer: 0, or digits without a leading 0. */
    private boolean digits(int atMost) {
        int start = at;
        boolean found = decimals();
        return found && at - start <= atMost && (line[start] != '0' || at == start + 1);
    }

    private boolean decimals() {
        int start = at;
        while (at < line.length && line[at] >= '0' && line[at] <= '9') {
            at++;
        }
        return at > start;
    }

    private boolean next(char wanted) {
        boolean there = at < line.length && line[at] == wanted;
        at += there ? 1 : 0;
        return there;
    }

    private boolean literal(byte[] wanted) {
        int end = at + wanted.length;
        boolean there = end <= line.length && Arrays.equals(line, at, end, wanted, 0, wanted.length);
        at = there ? end : at;
        return there;
    }

    private static String snakeCase(String name) {
        return name.replaceAll("[A-Z]", "_$0").toLowerCase(Locale.ROOT);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
