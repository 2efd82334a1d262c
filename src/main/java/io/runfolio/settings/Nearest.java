package io.runfolio.settings;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The word among those that are known which a mistyped one was probably meant to be. */
public final class Nearest {
    private Nearest() {}

    /** Returns the known word that the fewest letters have to be changed for; empty if none is known. */
    public static Optional<String> of(String word, Collection<String> known) {
        return known.stream().min(Comparator.comparingInt(one -> distance(one, word)));
    }

    /** Returns {@code "; did you mean X?"} if a known word is near, that is, if at most half of its letters differ, else the empty text. */
    public static String hint(String word, Collection<String> known) {
        String lower = word.toLowerCase(Locale.ROOT);
        return of(lower, known)
                .filter(near -> !near.equals(word) && distance(near, lower) * 2 <= near.length())
                .map(near -> "; did you mean " + near + "?")
                .orElse("");
    }

    /** Returns how many letters have to be put in, taken out or changed: Levenshtein, 1966. */
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
