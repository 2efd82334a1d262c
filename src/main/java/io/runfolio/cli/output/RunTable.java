package io.runfolio.cli.output;

import io.runfolio.run.RunIndexEntry;
import java.io.PrintWriter;
import java.util.List;

/** Prints index entries as a table. */
public record RunTable(PrintWriter out) {

    public void print(List<RunIndexEntry> runs) {
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
