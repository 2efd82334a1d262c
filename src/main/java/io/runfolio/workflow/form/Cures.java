package io.runfolio.workflow.form;

import io.runfolio.settings.SpellingSuggestion;
import java.util.Collection;
import java.util.List;

/** Words for messages about names that lead nowhere. */
public final class Cures {
    private static final int MAX_LENGTH = 60;
    private static final int MAX_NAMES = 12;

    private Cures() {}

    /** Returns what to do about a word that is not one of those allowed. */
    public static String instead(String word, Collection<String> allowed) {
        return SpellingSuggestion.near(word, allowed)
                .map(near -> "write " + near + " instead of " + shortened(word))
                .orElse(allowed.isEmpty() ? "remove it" : "use " + names(allowed));
    }

    /** Returns names as a list for messages: {@code a, b or c}. */
    public static String names(Collection<String> names) {
        List<String> shown =
                names.stream().limit(MAX_NAMES).map(Cures::shortened).toList();
        if (shown.size() < names.size()) {
            return String.join(", ", shown) + ", …";
        }
        int last = shown.size() - 1;
        return last <= 0
                ? String.join("", shown)
                : String.join(", ", shown.subList(0, last)) + " or " + shown.get(last);
    }

    /** Returns a text of bounded length. */
    public static String shortened(String text) {
        return text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "…" : text;
    }
}
