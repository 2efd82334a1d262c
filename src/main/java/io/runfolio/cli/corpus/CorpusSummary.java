package io.runfolio.cli.corpus;

import io.runfolio.cli.output.Terminal;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Counts of the outcomes of a corpus.
 *
 * @param files how many there are
 * @param counts how many came out so, the most frequent first
 * @param slowest the file that took longest, or empty
 * @param slowestSeconds how long it took
 * @param leftovers what was left in the outputs folder and should not be there
 */
record CorpusSummary(int files, List<Count> counts, String slowest, double slowestSeconds, List<String> leftovers) {
    /**
     * @param state as in {@link CorpusRow}
     * @param code why it is not ready, or empty
     * @param files how many
     */
    record Count(String state, String code, long files) {}

    static CorpusSummary of(List<CorpusRow> rows, List<String> leftovers) {
        Map<List<String>, Long> grouped = rows.stream()
                .collect(Collectors.groupingBy(row -> List.of(row.state(), row.code()), Collectors.counting()));
        List<Count> counts = new ArrayList<>();
        grouped.forEach((words, number) -> counts.add(new Count(words.get(0), words.get(1), number)));
        counts.sort(Comparator.comparingLong(Count::files)
                .reversed()
                .thenComparing(Count::state)
                .thenComparing(Count::code));
        return rows.stream()
                .max(Comparator.comparingDouble(CorpusRow::seconds))
                .map(row -> new CorpusSummary(rows.size(), counts, row.file(), row.seconds(), leftovers))
                .orElse(new CorpusSummary(0, counts, "", 0, leftovers));
    }

    /** Returns whether every file has a state and nothing is left over. */
    boolean sound() {
        return leftovers.isEmpty()
                && counts.stream().noneMatch(count -> count.state().equals(CorpusRow.LOST));
    }

    void print(PrintWriter out, Path into) {
        Terminal.table(
                out,
                List.of("STATE", "CODE", "FILES"),
                counts.stream()
                        .map(count -> List.of(count.state(), count.code(), Long.toString(count.files())))
                        .toList());
        out.println();
        out.println(files + " files; the slowest took " + slowestSeconds + " s: " + Terminal.printable(slowest));
        leftovers.forEach(left -> out.println("left over: " + Terminal.printable(left)));
        out.println("Look at " + into.resolve("corpus.html") + " or " + into.resolve("corpus.tsv"));
        out.flush();
    }
}
