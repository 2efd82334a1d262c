package io.runfolio.cli.output;

import io.runfolio.run.RunExecution;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Prints times, steps and cost of a run. */
public final class ExecutionTable {
    private ExecutionTable() {}

    /** Prints what is known; nothing if nothing is. */
    public static void print(PrintWriter out, RunExecution execution) {
        List<List<String>> rows = new ArrayList<>();
        if (execution.timing() != null) {
            RunExecution.Timing timing = execution.timing();
            row(rows, "queued", timing.queuedAt());
            row(rows, "started", timing.startedAt());
            row(rows, "completed", timing.completedAt());
            row(rows, "seconds in the queue", timing.queueSeconds());
            row(rows, "seconds of work", timing.runSeconds());
            row(rows, "seconds in all", timing.totalSeconds());
        }
        if (execution.cost() != null && !execution.cost().summary().isEmpty()) {
            row(rows, "cost", execution.cost().summary());
        }
        if (!rows.isEmpty()) {
            out.println();
            Terminal.table(out, List.of("", ""), rows);
        }
        steps(out, execution.steps());
    }

    private static void row(List<List<String>> rows, String name, Object value) {
        if (value != null) {
            rows.add(List.of(name, value.toString()));
        }
    }

    private static void steps(PrintWriter out, List<RunExecution.Step> steps) {
        if (steps.isEmpty()) {
            return;
        }
        out.println();
        Terminal.table(
                out,
                List.of("STEP", "STATE", "SECONDS", "MODEL", "MESSAGE"),
                steps.stream()
                        .map(step -> List.of(
                                Objects.toString(step.name(), ""),
                                Objects.toString(step.state(), ""),
                                Objects.toString(step.durationSeconds(), ""),
                                Objects.toString(step.model(), ""),
                                Objects.toString(step.message(), "")))
                        .toList());
    }
}
