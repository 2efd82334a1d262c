package io.runfolio.cli.retention;

import io.runfolio.cli.output.Terminal;
import io.runfolio.retention.plan.PlanSummary;
import io.runfolio.retention.plan.RuleTotal;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Prints the sums of a plan by rule. */
final class PlanTotals {
    private PlanTotals() {}

    static void print(PrintWriter out, PlanSummary plan) {
        List<List<String>> rows = new ArrayList<>();
        for (RuleTotal total : plan.rules()) {
            rows.add(
                    row(total.rule(), total.action(), total.entries(), total.bytes(), total.kept(), total.keptBytes()));
        }
        rows.add(row("total", "", plan.entries(), plan.bytes(), plan.kept(), plan.keptBytes()));
        out.println();
        Terminal.table(out, List.of("RULE", "ACTION", "REMOVALS", "FREES", "KEPT", "KEEPS"), rows);
        out.println();
        out.println("Plan " + plan.id() + ": " + plan.runs() + " runs with " + plan.artifacts() + " artifacts; "
                + plan.entries() + " removals free " + ByteWords.of(plan.bytes()) + ", " + plan.kept()
                + " are kept back.");
    }

    private static List<String> row(String name, String action, long entries, long bytes, long kept, long keptBytes) {
        return List.of(
                name,
                action,
                String.valueOf(entries),
                ByteWords.of(bytes),
                String.valueOf(kept),
                ByteWords.of(keptBytes));
    }
}
