package io.runfolio.api.share;

import java.util.ArrayList;
import java.util.List;

/**
 * Text of an artifact as a shared page shows it.
 *
 * @param paragraphs the text or its beginning
 * @param isWhole whether nothing is left out
 */
record SharedText(List<String> paragraphs, boolean isWhole) {
    static final SharedText NONE = new SharedText(List.of(), true);

    SharedText {
        paragraphs = List.copyOf(paragraphs);
    }

    /** Room for texts on one page. Each artifact has its share, until the page is full. */
    static final class Room {
        /** Maximum number of characters of one artifact. */
        static final int MAX_OF_ARTIFACT = 20_000;

        /** Maximum number of characters of a page. */
        static final int MAX_OF_PAGE = 400_000;

        /** Number of characters of the markup around a paragraph. */
        private static final int MARKUP = 40;

        /** Number of characters that each artifact has even on a full page. */
        private static final int MIN_OF_ARTIFACT = 200;

        private int left = MAX_OF_PAGE;

        /** Returns the text, or as much of its beginning as there is room for. */
        SharedText place(List<String> paragraphs) {
            int free = Math.max(MIN_OF_ARTIFACT, Math.min(MAX_OF_ARTIFACT, left));
            List<String> shown = new ArrayList<>();
            boolean isWhole = true;
            for (String paragraph : paragraphs) {
                free -= MARKUP;
                if (free <= 0) {
                    isWhole = false;
                    break;
                }
                String part = beginning(paragraph, free);
                shown.add(part);
                left -= MARKUP + part.length();
                free -= part.length();
                if (part.length() < paragraph.length()) {
                    isWhole = false;
                    break;
                }
            }
            return new SharedText(shown, isWhole);
        }
    }

    /** Returns a text, or its beginning with an ellipsis if it is longer; never half a character. */
    static String beginning(String text, int maxLength) {
        if (text.length() <= maxLength) {
            return text;
        }
        int end = Math.max(0, maxLength - 1);
        boolean isHalf = end > 0 && Character.isHighSurrogate(text.charAt(end - 1));
        return text.substring(0, isHalf ? end - 1 : end) + "…";
    }
}
