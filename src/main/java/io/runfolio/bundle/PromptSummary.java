package io.runfolio.bundle;

import io.runfolio.run.Prompts;
import java.util.Optional;

/** Summary of a prompt: white space folded, at most {@value #MAX_CHARACTERS} characters. */
final class PromptSummary {
    static final int MAX_CHARACTERS = 140;
    private static final String CUT = "...";

    private PromptSummary() {}

    /** Returns the summary of the final prompt, else of the raw one; empty if absent. */
    static Optional<String> of(Prompts prompts) {
        return given(prompts.finalUsed()).or(() -> given(prompts.raw())).map(PromptSummary::summary);
    }

    private static Optional<String> given(String prompt) {
        return Optional.ofNullable(prompt).filter(text -> !text.isEmpty());
    }

    private static String summary(String prompt) {
        int[] points = fold(prompt).codePoints().toArray();
        if (points.length <= MAX_CHARACTERS) {
            return new String(points, 0, points.length);
        }
        int length = MAX_CHARACTERS - CUT.length();
        return new String(points, 0, points[length - 1] == ' ' ? length - 1 : length) + CUT;
    }

    /** Joins the words with one space, as Python's {@code " ".join(text.split())} does. */
    private static String fold(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        boolean gap = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isSpace(c)) {
                gap = true;
                continue;
            }
            if (gap && folded.length() > 0) {
                folded.append(' ');
            }
            gap = false;
            folded.append(c);
        }
        return folded.toString();
    }

    /** Returns whether a character is Unicode white space or a separator of lines or records. */
    static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }
}
