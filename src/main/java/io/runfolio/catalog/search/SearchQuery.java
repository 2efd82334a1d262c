package io.runfolio.catalog.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Parsed search text: required words, alternatives with {@code OR}, phrases in quotes, exclusions with {@code -}.
 *
 * <p>Every text can be parsed. {@code OR} joins its two neighbors only, so {@code red fox OR wolf} requires red and
 * either of the two. An unpaired quote, an {@code OR} without a neighbor and a lone {@code -} are not operators: they
 * are searched for as words.
 *
 * @param all required parts, each a list of alternatives
 * @param none excluded phrases
 */
public record SearchQuery(List<List<Phrase>> all, List<Phrase> none) {
    private static final Pattern PART = Pattern.compile("(-?)\"([^\"]*)\"|(-?)([^\\s\"]+)|\"");

    /** Consecutive words; a single word is a phrase too. */
    record Phrase(List<String> words) {}

    private record Part(Phrase phrase, boolean excluded, boolean or) {}

    /** Parses a text; empty without a word. */
    public static Optional<SearchQuery> of(String text) {
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
        return all.isEmpty() && none.isEmpty() ? Optional.empty() : Optional.of(new SearchQuery(all, none));
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
            List<String> words = body == null ? List.of() : Tokenizer.of(body);
            if (!words.isEmpty()) {
                boolean excluded = !(quoted ? matcher.group(1) : matcher.group(3)).isEmpty();
                parts.add(new Part(new Phrase(words), excluded, !quoted && !excluded && body.equals("OR")));
            }
        }
        return parts;
    }

    /** Returns the expression for SQLite's FTS5; empty for exclusions only, which FTS5 cannot express. */
    public Optional<String> fts5() {
        if (all.isEmpty()) {
            return Optional.empty();
        }
        String wanted = all.stream()
                .map(either -> join(either, " OR ", SearchQuery::fts5))
                .collect(Collectors.joining(" AND "));
        return Optional.of(none.isEmpty() ? wanted : "(" + wanted + ") NOT " + fts5Excluded());
    }

    /** Returns the FTS5 expression that matches the exclusions. */
    public String fts5Excluded() {
        return join(none, " OR ", SearchQuery::fts5);
    }

    /** Returns the PostgreSQL {@code tsquery}; empty if there are exclusions only. */
    public Optional<String> tsquery() {
        if (all.isEmpty()) {
            return Optional.empty();
        }
        String wanted = all.stream()
                .map(either -> join(either, " | ", SearchQuery::tsquery))
                .collect(Collectors.joining(" & "));
        return Optional.of(none.isEmpty() ? wanted : wanted + " & !" + tsqueryExcluded());
    }

    /** Returns the {@code tsquery} that matches the exclusions. */
    public String tsqueryExcluded() {
        return join(none, " | ", SearchQuery::tsquery);
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
