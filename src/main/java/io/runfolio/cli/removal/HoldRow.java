package io.runfolio.cli.removal;

import io.runfolio.bundle.ledger.Hold;
import io.runfolio.cli.output.Terminal;
import io.runfolio.retention.hold.LocatedHold;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Holds as rows of a table or as JSON. */
final class HoldRow {
    private HoldRow() {}

    static void print(PrintWriter out, List<LocatedHold> holds, boolean json) {
        if (json) {
            Terminal.json(out, holds.stream().map(HoldRow::row).toList());
        } else if (holds.isEmpty()) {
            out.println("No holds.");
        } else {
            Terminal.wrappedTable(
                    out,
                    List.of("HOLD", "ON", "UNTIL", "BY", "REASON"),
                    holds.stream().map(HoldRow::cells).toList());
        }
        out.flush();
    }

    private static List<String> cells(LocatedHold located) {
        Hold hold = located.hold();
        String until = hold.until() == null ? "released" : hold.until();
        return List.of(
                hold.holdId(),
                hold.artifactId() == null ? located.runId() : hold.artifactId(),
                hold.isActive(Instant.now()) ? until : "over since " + until,
                hold.by(),
                String.valueOf(hold.reason()));
    }

    private static Map<String, Object> row(LocatedHold located) {
        Hold hold = located.hold();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("hold_id", hold.holdId());
        row.put("run_id", located.runId());
        row.put("artifact_id", hold.artifactId());
        row.put("reason", hold.reason());
        row.put("until", hold.until());
        row.put("active", hold.isActive(Instant.now()));
        row.put("by", hold.by());
        row.put("at", hold.at());
        return row;
    }
}
