package io.runfolio.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a person asks for, understood: words that must all be there, alternatives joined by {@code OR}, phrases in quotes, and what must not be there behind a {@code -}.
 *
 * <p>Every text is understood. {@code OR} joins its two neighbours only, so {@code red fox OR wolf} is red and either of the two. A quote without its partner, an {@code OR} without a neighbour and a
 * {@code -} before nothing are no operators: what is a word in them is searched for as a word.
 *
 * @param all each must be found; each holds alternatives
 * @param none none may be found
 */
record SearchText(List<List<Phrase>> all, List<Phrase> none) {
    private static final Pattern PART = Pattern.compile("(-?)\"([^\"]*)\"|(-?)([^\\s\"]+)|\"");

    /** Words that stand one behind the other; one alone is a phrase too. */
    record Phrase(List<String> words) {}

    private record Part(Phrase phrase, boolean excluded, boolean or) {}

    /** Understands a text; empty if there is no word in it. */
    static Optional<SearchText> of(String text) {
        List<Part> parts = parts(text);
        List<List<Phrase>> all = new ArrayList<>();
        List<Phrase> none = new ArrayList<>();
        boolean joined = false;
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            if (part.excluded()) {
                none.add(part.phrase());
            } else if (!joined && part.or() && isWanted(parts, i - 1) && isWanted(parts, i + 1)) {
                joined = true;
                continue;
            } else if (joined) {
                all.get(all.size() - 1).add(part.phrase());
            } else {
                all.add(new ArrayList<>(List.of(part.phrase())));
            }
            joined = false;
        }
        return all.isEmpty() && none.isEmpty() ? Optional.empty() : Optional.of(new SearchText(all, none));
    }

    private static boolean isWanted(List<Part> parts, int i) {
        return i >= 0 && i < parts.size() && !parts.get(i).excluded();
    }

    private static List<Part> parts(String text) {
        List<Part> parts = new ArrayList<>();
        Matcher matcher = PART.matcher(text);
        while (matcher.find()) {
            boolean quoted = matcher.group(2) != null;
            String body = quoted ? matcher.group(2) : matcher.group(4);
            List<String> words = body == null ? List.of() : Words.of(body);
            if (!words.isEmpty()) {
                boolean excluded = !(quoted ? matcher.group(1) : matcher.group(3)).isEmpty();
                parts.add(new Part(new Phrase(words), excluded, !quoted && !excluded && body.equals("OR")));
            }
        }
        return parts;
    }

    /** Returns the whole as an expression of SQLite's FTS5; what must not be found alone makes none there, so it is empty then. */
    Optional<String> fts5() {
        if (all.isEmpty()) {
            return Optional.empty();
        }
        String wanted = all.stream()
                .map(either -> join(either, " OR ", SearchText::fts5))
                .collect(Collectors.joining(" AND "));
        return Optional.of(none.isEmpty() ? wanted : "(" + wanted + ") NOT " + fts5None());
    }

    /** Returns an expression of FTS5 that finds what must not be found. */
    String fts5None() {
        return join(none, " OR ", SearchText::fts5);
    }

    /** Returns the whole as PostgreSQL's {@code tsquery}; empty as {@link #fts5()} is. */
    Optional<String> tsquery() {
        if (all.isEmpty()) {
            return Optional.empty();
        }
        String wanted = all.stream()
                .map(either -> join(either, " | ", SearchText::tsquery))
                .collect(Collectors.joining(" & "));
        return Optional.of(none.isEmpty() ? wanted : wanted + " & !" + tsqueryNone());
    }

    /** As {@link #fts5None()}. */
    String tsqueryNone() {
        return join(none, " | ", SearchText::tsquery);
    }

    private static String join(
            List<Phrase> phrases, String operator, java.util.function.Function<Phrase, String> print) {
        return phrases.stream().map(print).collect(Collectors.joining(operator, "(", ")"));
    }

    private static String fts5(Phrase phrase) {
        return "\"" + String.join(" ", phrase.words()) + "\"";
    }

    private static String tsquery(Phrase phrase) {
        return phrase.words().stream().map(word -> "'" + word + "'").collect(Collectors.joining(" <-> ", "(", ")"));
    }
}
