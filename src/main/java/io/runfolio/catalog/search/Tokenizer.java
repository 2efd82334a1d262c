package io.runfolio.catalog.search;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Splits text into search words, the same for stored text and queries. So all databases match alike.
 *
 * <p>A word is a sequence of letters, marks and digits, without case and accents: {@code Café}, {@code CAFE} and
 * {@code cafe} are equal. In scripts without spaces, and for symbols such as emoji, each character is a word. Anything
 * else separates words.
 */
public final class Tokenizer {
    /** Longer words are truncated, as databases limit their length. */
    private static final int MAX_WORD_LENGTH = 64;

    private static final Set<UnicodeScript> WITHOUT_SPACES = EnumSet.of(
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.THAI,
            UnicodeScript.LAO,
            UnicodeScript.KHMER,
            UnicodeScript.MYANMAR);

    /** Letters that Unicode normalization does not decompose. */
    private static final Map<Integer, String> WHOLE_LETTERS = Map.of(
            (int) 'æ', "ae", (int) 'œ', "oe", (int) 'ø', "o", (int) 'đ', "d", (int) 'ł', "l", (int) 'ħ', "h", (int) 'ς',
            "σ");

    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private int length;

    private Tokenizer() {}

    /** Returns the words of a text in its order. */
    public static List<String> of(String text) {
        Tokenizer cutter = new Tokenizer();
        if (isAscii(text)) {
            cutter.takeAscii(text);
            return cutter.words;
        }
        // upper case first: it alone makes "ss" of "ß"
        Normalizer.normalize(text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT), Normalizer.Form.NFKD)
                .codePoints()
                .forEach(cutter::take);
        cutter.end();
        return cutter.words;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** Equivalent to {@link #take} for each character; fast path for ASCII text. */
    private void takeAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter >= 'A' && letter <= 'Z') {
                letter += 'a' - 'A';
            }
            if (letter >= 'a' && letter <= 'z' || letter >= '0' && letter <= '9') {
                add(letter);
            } else {
                end();
            }
        }
        end();
    }

    private void take(int point) {
        if (isAccent(point)) {
            return;
        }
        if (isAlone(point)) {
            end();
            words.add(Character.toString(point));
        } else if (isPartOfWord(point)) {
            add(point);
        } else {
            end();
        }
    }

    private void add(int point) {
        if (length++ < MAX_WORD_LENGTH) {
            String spelling = point < 0x80 ? null : WHOLE_LETTERS.get(point);
            if (spelling == null) {
                word.appendCodePoint(point);
            } else {
                word.append(spelling);
            }
        }
    }

    private void end() {
        if (word.length() > 0) {
            words.add(word.toString());
        }
        word.setLength(0);
        length = 0;
    }

    private static boolean isAccent(int point) {
        return point >= 0x300 && point <= 0x36F || point >= 0xFE00 && point <= 0xFE0F || point == 0x200D;
    }

    private static boolean isAlone(int point) {
        if (point < 0x0E00) {
            return false;
        }
        return Character.getType(point) == Character.OTHER_SYMBOL
                || Character.isLetter(point) && WITHOUT_SPACES.contains(UnicodeScript.of(point));
    }

    private static boolean isPartOfWord(int point) {
        return switch (Character.getType(point)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK -> true;
            default -> Character.isLetterOrDigit(point);
        };
    }
}
