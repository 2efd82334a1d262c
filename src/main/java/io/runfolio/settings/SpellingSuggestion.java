package io.runfolio.settings;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Suggests the known word that is closest to a misspelt one. */
public final class SpellingSuggestion {
    private SpellingSuggestion() {}

    /** Returns the known word with the smallest edit distance; empty without known words. */
    public static Optional<String> closest(String word, Collection<String> known) {
        return known.stream().min(Comparator.comparingInt(one -> distance(one, word)));
    }

    /** Returns the known word that a misspelt one probably means; empty if none is near. The case does not count. */
    public static Optional<String> near(String word, Collection<String> known) {
        int limit = Math.max(1, word.length() / 3);
        String lower = word.toLowerCase(Locale.ROOT);
        return known.stream()
                .filter(one -> !one.equals(word) && Math.abs(one.length() - word.length()) <= limit)
                .filter(one -> distance(one.toLowerCase(Locale.ROOT), lower) <= limit)
                .min(Comparator.comparingInt(one -> distance(one.toLowerCase(Locale.ROOT), lower)));
    }

    /** Returns {@code "; did you mean X?"} if at most half of the letters differ, else the empty text. */
    public static String hint(String word, Collection<String> known) {
        String lower = word.toLowerCase(Locale.ROOT);
        return closest(lower, known)
                .filter(near -> !near.equals(word) && distance(near, lower) * 2 <= near.length())
                .map(near -> "; did you mean " + near + "?")
                .orElse("");
    }

    /** Returns the edit distance: insertions, deletions and substitutions (Levenshtein, 1966). */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        Arrays.setAll(row, column -> column);
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
