package io.runfolio.flow.step;

import java.util.List;

/** Last lines of what a program has written, for the message of its failure. */
final class LastLines {
    private static final int MAX_LINES = 10;
    private static final int MAX_LENGTH = 1_500;

    private LastLines() {}

    /** Returns the end of a sentence with the last lines; the empty text without lines. */
    static String of(String text) {
        List<String> lines =
                text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        String last = String.join(" | ", lines.subList(Math.max(0, lines.size() - MAX_LINES), lines.size()));
        if (last.isEmpty()) {
            return "";
        }
        return ": " + (last.length() > MAX_LENGTH ? "…" + last.substring(last.length() - MAX_LENGTH) : last);
    }
}
