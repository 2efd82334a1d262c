package io.runfolio.cli.corpus;

import io.runfolio.cli.output.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes the report on the outcomes of a corpus. */
final class CorpusReport {
    private CorpusReport() {}

    /** Writes {@code corpus.tsv}, {@code corpus.json} and {@code corpus.html} over those of an earlier run. */
    static void write(Path into, String title, List<CorpusRow> rows) throws IOException {
        Files.writeString(into.resolve("corpus.tsv"), tsv(rows));
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(into.resolve("corpus.json")))) {
            Terminal.json(out, rows);
        }
        Files.writeString(into.resolve("corpus.html"), CorpusPage.of(title, rows));
    }

    private static String tsv(List<CorpusRow> rows) {
        return "file\tsniffed_type\tstate\tcode\tseconds\twarnings\n"
                + rows.stream().map(CorpusReport::line).collect(Collectors.joining());
    }

    private static String line(CorpusRow row) {
        return Stream.of(
                                row.file(),
                                row.sniffedType(),
                                row.state(),
                                row.code(),
                                String.format(Locale.ROOT, "%.3f", row.seconds()),
                                String.join(" | ", row.warnings()))
                        .map(CorpusReport::cell)
                        .collect(Collectors.joining("\t"))
                + "\n";
    }

    /** A line a file, whatever its name holds: control characters are written as escapes. */
    private static String cell(String text) {
        StringBuilder cell = new StringBuilder();
        text.chars().forEach(c -> {
            switch (c) {
                case '\\' -> cell.append("\\\\");
                case '\t' -> cell.append("\\t");
                case '\n' -> cell.append("\\n");
                case '\r' -> cell.append("\\r");
                default -> {
                    if (Character.isISOControl(c)) {
                        cell.append(String.format(Locale.ROOT, "\\u%04x", c));
                    } else {
                        cell.append((char) c);
                    }
                }
            }
        });
        return cell.toString();
    }
}
