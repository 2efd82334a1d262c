package io.runfolio.json;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Constraint on a text field.
 *
 * @param isAllowed accepts a value
 * @param words the form for messages, such as {@code a text}
 * @param mismatch end of the sentence about a text that is not allowed
 */
public record TextForm(Predicate<String> isAllowed, String words, String mismatch) {
    /** Any text. */
    public static final TextForm ANY = new TextForm(text -> true, "a text", "");

    /** Any text with a character other than white space. */
    public static final TextForm NOT_BLANK = new TextForm(text -> !text.isBlank(), "a text", "must not be empty");

    /** Returns the form of texts that match a pattern as a whole. */
    public static TextForm matching(Pattern pattern, String words) {
        return new TextForm(text -> pattern.matcher(text).matches(), words, "must be " + words);
    }

    /** Returns the form of texts that are one of some words. */
    public static TextForm oneOf(List<String> allowed) {
        String words = "one of " + String.join(", ", allowed);
        return new TextForm(allowed::contains, words, "must be " + words);
    }

    /** Returns the form of texts whose length in code points is in a range. */
    public static TextForm ofLength(int min, int max) {
        String words = "a text of " + min + " to " + max + " characters";
        return new TextForm(text -> isInRange(text, min, max), words, "must be " + words);
    }

    private static boolean isInRange(String text, int min, int max) {
        int length = text.codePointCount(0, text.length());
        return length >= min && length <= max;
    }
}
