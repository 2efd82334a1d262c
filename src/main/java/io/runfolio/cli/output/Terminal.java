package io.runfolio.cli.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.run.Finding;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Output of commands: tables, JSON and a progress bar. */
public final class Terminal {
    private static final int BAR_WIDTH = 30;
    private static final ObjectMapper JSON = JsonMappers.builder(JsonLimits.RECORD)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private Terminal() {}

    public static void json(PrintWriter out, Object value) {
        try {
            out.println(JSON.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a command's answer cannot be written as JSON", e);
        }
        out.flush();
    }

    /**
     * Prints a table. On a terminal, cells that do not fit into its width end with {@code …}.
     *
     * @param head titles of the columns; empty titles are not printed
     */
    public static void table(PrintWriter out, List<String> head, List<List<String>> rows) {
        printTable(out, new TextTable(head, printable(rows)).cutLines(TerminalSize.columns()));
    }

    /** Prints a table whose last column holds sentences: on a terminal, these continue on the next line. */
    public static void wrappedTable(PrintWriter out, List<String> head, List<List<String>> rows) {
        printTable(out, new TextTable(head, printable(rows)).wrappedLines(TerminalSize.columns()));
    }

    private static void printTable(PrintWriter out, List<String> lines) {
        lines.forEach(out::println);
        out.flush();
    }

    private static List<List<String>> printable(List<List<String>> rows) {
        return rows.stream()
                .map(row -> row.stream().map(Terminal::printable).toList())
                .toList();
    }

    /** Returns the line of a finding. */
    public static String finding(Finding finding) {
        return finding.code() + ": " + printable(finding.message() + " (" + finding.path() + ")");
    }

    /** Replaces control characters, as text from events must not control the terminal. */
    public static String printable(String text) {
        return text == null ? "" : text.replaceAll("\\p{Cntrl}", " ");
    }

    /** Returns whether standard error is a terminal. */
    public static boolean isErrorTerminal() {
        return TerminalSize.isTerminal(TerminalSize.ERROR);
    }

    /** Returns the columns of the terminal that standard error is; 80 if they are not known. */
    public static int errorColumns() {
        return TerminalSize.columns(TerminalSize.ERROR).orElse(TerminalSize.DEFAULT_COLUMNS);
    }

    /** Draws a bar over itself on standard error if that is a terminal. */
    public static void progress(long done, long total, String words) {
        if (total == 0 || !TerminalSize.isTerminal(TerminalSize.ERROR)) {
            return;
        }
        int filled = (int) (BAR_WIDTH * Math.min(done, total) / total);
        System.err.printf(
                Locale.ROOT,
                "\r[%s%s] %d of %d %s ",
                "#".repeat(filled),
                ".".repeat(BAR_WIDTH - filled),
                done,
                total,
                words);
        if (done >= total) {
            System.err.println();
        }
    }
}
