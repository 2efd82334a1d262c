package io.runfolio.retention.policy;

import java.util.Collection;
import java.util.List;

/**
 * Alternatives for a value. A star is any number of characters; capital letters count.
 *
 * @param words the alternatives; empty for no condition
 */
public record WordList(List<String> words) {
    /** No condition. */
    public static final WordList ANY = new WordList(List.of());

    public WordList {
        words = List.copyOf(words);
    }

    /** Returns whether it is a condition at all. */
    public boolean isSet() {
        return !words.isEmpty();
    }

    /** Returns whether a value is one of the alternatives. An unknown value, null, matches no condition. */
    boolean matches(String value) {
        return !isSet() || value != null && words.stream().anyMatch(word -> matches(word, value));
    }

    /** Returns whether any value matches. */
    boolean matchesAny(Collection<String> values) {
        return !isSet() || values.stream().anyMatch(this::matches);
    }

    /** Returns whether a value matches a word with stars. The parts between stars are found from left to right. */
    private static boolean matches(String word, String value) {
        if (word.indexOf('*') < 0) {
            return word.equals(value);
        }
        String[] parts = word.split("\\*", -1);
        int last = parts.length - 1;
        if (!value.startsWith(parts[0])) {
            return false;
        }
        int at = parts[0].length();
        for (int i = 1; i < last; i++) {
            int found = value.indexOf(parts[i], at);
            if (found < 0) {
                return false;
            }
            at = found + parts[i].length();
        }
        return value.length() - parts[last].length() >= at && value.endsWith(parts[last]);
    }
}
