package io.runfolio.cli;

import io.runfolio.artifact.transfer.Arrival;
import java.io.PrintWriter;
import java.util.List;

/** Says what became of bundles that were to be taken in. */
final class ArrivalPrinter {
    private ArrivalPrinter() {}

    /** Prints them, and returns the exit code that fits. */
    static int print(PrintWriter out, List<Arrival> arrivals, boolean json) {
        if (json) {
            Terminal.json(out, arrivals);
        } else {
            Terminal.table(
                    out,
                    List.of("RUN", "STATE", "WHERE", "WHY"),
                    arrivals.stream()
                            .map(arrival ->
                                    List.of(arrival.runId(), arrival.state(), arrival.runPath(), arrival.reason()))
                            .toList());
        }
        return arrivals.stream().anyMatch(Arrival::wasRefused) ? ExitCode.REFUSED : ExitCode.OK;
    }
}
