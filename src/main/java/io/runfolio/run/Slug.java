package io.runfolio.run;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Converts text to a part of a run id: lower-case ASCII letters, digits and single underscores. */
public final class Slug {
    /** ASCII spelling of letters that Unicode's compatibility decomposition does not decompose. */
    private static final Map<Integer, String> WHOLE_LETTERS = Map.ofEntries(
            Map.entry((int) 'ß', "ss"),
            Map.entry((int) 'æ', "ae"),
            Map.entry((int) 'œ', "oe"),
            Map.entry((int) 'ø', "o"),
            Map.entry((int) 'đ', "d"),
            Map.entry((int) 'ð', "d"),
            Map.entry((int) 'þ', "th"),
            Map.entry((int) 'ł', "l"),
            Map.entry((int) 'ħ', "h"),
            Map.entry((int) 'ı', "i"),
            Map.entry((int) 'ŋ', "ng"));

    private static final Map<Integer, String> CYRILLIC = cyrillic();
    private static final Map<Integer, String> GREEK = greek();

    private Slug() {}

    /**
     * Returns the slug of a text. Latin, Greek and Cyrillic letters are transliterated; every sequence of other
     * characters becomes one underscore, except at both ends.
     *
     * @param text any text
     * @return the slug; empty if no character of the text can be part of one
     */
    public static Optional<String> of(String text) {
        StringBuilder slug = new StringBuilder();
        Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFKD)
                .codePoints()
                .filter(point -> Character.getType(point) != Character.NON_SPACING_MARK)
                .forEach(point -> append(slug, point));
        int end = slug.length() > 0 && slug.charAt(slug.length() - 1) == '_' ? slug.length() - 1 : slug.length();
        return end == 0 ? Optional.empty() : Optional.of(slug.substring(0, end));
    }

    private static void append(StringBuilder slug, int point) {
        if ((point >= 'a' && point <= 'z') || (point >= '0' && point <= '9')) {
            slug.append((char) point);
            return;
        }
        String spelling = spelling(point);
        if (spelling != null) {
            slug.append(spelling);
            return;
        }
        if (slug.length() > 0 && slug.charAt(slug.length() - 1) != '_') {
            slug.append('_');
        }
    }

    private static String spelling(int point) {
        String latin = WHOLE_LETTERS.get(point);
        if (latin != null) {
            return latin;
        }
        String cyrillic = CYRILLIC.get(point);
        return cyrillic != null ? cyrillic : GREEK.get(point);
    }

    private static Map<Integer, String> cyrillic() {
        return table(
                "абвгдежзийклмнопрстуфхцчшщъыьэюя",
                "a b v g d e zh z i i k l m n o p r s t u f kh ts ch sh shch - y - e yu ya");
    }

    private static Map<Integer, String> greek() {
        return table("αβγδεζηθικλμνξοπρσςτυφχψω", "a v g d e z i th i k l m n x o p r s s t y f ch ps o");
    }

    private static Map<Integer, String> table(String letters, String spellings) {
        String[] words = spellings.split(" ");
        Map<Integer, String> table = new java.util.HashMap<>();
        for (int i = 0; i < letters.length(); i++) {
            table.put((int) letters.charAt(i), words[i].equals("-") ? "" : words[i]);
        }
        return Map.copyOf(table);
    }
}
