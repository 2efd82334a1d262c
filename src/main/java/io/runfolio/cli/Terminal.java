package io.runfolio.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Output of commands: tables for people, JSON for machines, a bar for what takes long. */
final class Terminal {
    private static final int BAR_WIDTH = 30;
    private static final ObjectMapper JSON = JsonMappers.builder(JsonLimits.RECORD)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private Terminal() {}

    static void json(PrintWriter out, Object value) {
        try {
            out.println(JSON.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a command's answer cannot be written as JSON", e);
        }
        out.flush();
    }

    /** Prints rows in columns as wide as their widest cell; the last column is not padded. */
    static void table(PrintWriter out, List<String> head, List<List<String>> rows) {
        List<List<String>> all = new ArrayList<>();
        all.add(head);
        all.addAll(rows);
        int[] widths = new int[head.size()];
        all.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], printable(row.get(i)).length());
            }
        });
        boolean headless = head.stream().allMatch(String::isEmpty);
        for (List<String> row : headless ? rows : all) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String cell = printable(row.get(i));
                line.append(cell);
                if (i < widths.length - 1) {
                    line.append(" ".repeat(widths[i] - cell.length() + 2));
                }
            }
            out.println(line.toString().stripTrailing());
        }
        out.flush();
    }

    /** Returns a text that moves no cursor: words from events are shown on people's terminals. */
    static String printable(String text) {
        return text == null ? "" : text.replaceAll("\\p{Cntrl}", " ");
    }

    /** Draws a bar over itself on standard error if that is a terminal. */
    static void progress(long done, long total, String words) {
        if (System.console() == null || total == 0) {
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
