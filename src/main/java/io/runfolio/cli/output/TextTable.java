package io.runfolio.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Rows of text in columns as wide as their widest cells, or narrower where a terminal is.
 *
 * @param head titles of the columns; a head of empty titles is not shown
 * @param rows cells, as many in each row as there are titles
 */
record TextTable(List<String> head, List<List<String>> rows) {
    private static final int GAP = 2;
    private static final int MIN_LAST_WIDTH = 20;
    private static final int MIN_WIDTH = 8;
    private static final String CUT = "…";

    /** Returns the lines; cells beyond the width end with {@code …}, and without a width nothing is cut. */
    List<String> cutLines(OptionalInt width) {
        int[] widths = widths(width);
        return shownRows().stream().map(row -> line(row, widths)).toList();
    }

    /** Returns the lines as {@link #cutLines} does, but wraps the last column instead of cutting it. */
    List<String> wrappedLines(OptionalInt width) {
        int[] widths = widths(width);
        int last = widths.length - 1;
        List<String> lines = new ArrayList<>();
        for (List<String> row : shownRows()) {
            List<String> cells = new ArrayList<>(row);
            for (String part : wrap(row.get(last), widths[last])) {
                cells.set(last, part);
                lines.add(line(cells, widths));
                cells.replaceAll(cell -> "");
            }
        }
        return lines;
    }

    private List<List<String>> shownRows() {
        if (head.stream().allMatch(String::isEmpty)) {
            return rows;
        }
        List<List<String>> all = new ArrayList<>();
        all.add(head);
        all.addAll(rows);
        return all;
    }

    /** The last column gives way first, as it mostly holds a sentence; then the widest one each time. */
    private int[] widths(OptionalInt width) {
        int[] widths = new int[head.size()];
        for (List<String> row : shownRows()) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        if (width.isEmpty()) {
            return widths;
        }
        int excess = GAP * (widths.length - 1) - width.getAsInt();
        for (int column : widths) {
            excess += column;
        }
        int last = widths.length - 1;
        int given = Math.max(0, Math.min(excess, widths[last] - MIN_LAST_WIDTH));
        widths[last] -= given;
        for (excess -= given; excess > 0; excess--) {
            int widest = widest(widths);
            if (widths[widest] <= MIN_WIDTH) {
                break;
            }
            widths[widest]--;
        }
        return widths;
    }

    private static int widest(int[] widths) {
        int widest = 0;
        for (int i = 1; i < widths.length; i++) {
            widest = widths[i] > widths[widest] ? i : widest;
        }
        return widest;
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = cut(row.get(i), widths[i]);
            line.append(cell).append(" ".repeat(widths[i] - cell.length() + GAP));
        }
        return line.toString().stripTrailing();
    }

    private static String cut(String cell, int width) {
        if (cell.length() <= width) {
            return cell;
        }
        int end = width - CUT.length();
        boolean splitsPair = Character.isHighSurrogate(cell.charAt(end - 1));
        return cell.substring(0, splitsPair ? end - 1 : end) + CUT;
    }

    /** Breaks at blanks; a word that is longer than a line is broken where the line ends. */
    private static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (rest.length() > width) {
            int blank = rest.lastIndexOf(' ', width);
            int end = blank > 0 ? blank : width;
            lines.add(rest.substring(0, end));
            rest = rest.substring(end).stripLeading();
        }
        lines.add(rest);
        return lines;
    }
}
