package io.runfolio.cli;

import io.runfolio.run.RunIndexEntry;
import java.io.PrintWriter;
import java.util.List;

/** Prints index entries as a table. */
record ListPrinter(PrintWriter out) {

    void print(List<RunIndexEntry> runs) {
        Terminal.table(
                out,
                List.of("RUN", "STATUS", "MODEL", "OUT", "PROMPT"),
                runs.stream()
                        .map(run -> List.of(
                                run.runId(),
                                run.status(),
                                run.modelKey(),
                                String.valueOf(run.outputCount()),
                                run.promptSummary() == null ? "" : run.promptSummary()))
                        .toList());
    }
}
