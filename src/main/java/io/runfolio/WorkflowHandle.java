package io.runfolio;

import io.runfolio.work.workflow.WorkflowCounters;
import io.runfolio.workflow.run.RunService;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Workflow runs of a worker that was installed into a CamelContext.
 *
 * @param runs starts, shows, cancels and retries runs
 * @param counters counters of runs and of the calls of endpoints
 * @param kinds kinds of steps that have an endpoint
 * @param idle whether no run can go on: all have ended, or wait for a decision or a result from outside
 */
public record WorkflowHandle(RunService runs, WorkflowCounters counters, List<String> kinds, BooleanSupplier idle) {
    public WorkflowHandle {
        kinds = List.copyOf(kinds);
    }

    /** Returns whether no run can go on. */
    public boolean isIdle() {
        return idle.getAsBoolean();
    }
}
