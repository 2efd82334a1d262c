package io.runfolio.cli.output;

import io.runfolio.artifact.transfer.ImportResult;
import java.io.PrintWriter;
import java.util.List;

/** Prints the results of an import or adoption. */
public final class ImportResultTable {
    private ImportResultTable() {}

    /** Prints the results and returns the exit code. */
    public static int print(PrintWriter out, List<ImportResult> arrivals, boolean json) {
        if (json) {
            Terminal.json(out, arrivals);
        } else {
            Terminal.wrappedTable(
                    out,
                    List.of("RUN", "STATE", "WHERE", "WHY"),
                    arrivals.stream()
                            .map(importResult -> List.of(
                                    importResult.runId(),
                                    importResult.state(),
                                    importResult.runPath(),
                                    importResult.reason()))
                            .toList());
        }
        return arrivals.stream().anyMatch(ImportResult::wasRefused) ? ExitCode.REFUSED : ExitCode.OK;
    }
}
