package io.runfolio.work.workflow;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** Micrometer metrics of workflow runs: the same numbers as over JMX. */
public final class WorkflowMetrics {
    private static final List<String> OUTCOMES = List.of("completed", "failed", "waiting", "interrupted");

    private final MeterRegistry registry;
    private final WorkflowCounters counters;

    private WorkflowMetrics(MeterRegistry registry, WorkflowCounters counters) {
        this.registry = registry;
        this.counters = counters;
    }

    /**
     * Registers the metrics.
     *
     * @param kinds kinds of steps that have an endpoint
     */
    public static void bind(MeterRegistry registry, WorkflowCounters counters, Collection<String> kinds) {
        WorkflowMetrics metrics = new WorkflowMetrics(registry, counters);
        metrics.runs("started", WorkflowCounters::getRunsStarted);
        metrics.runs("completed", WorkflowCounters::getRunsCompleted);
        metrics.runs("failed", WorkflowCounters::getRunsFailed);
        metrics.runs("cancelled", WorkflowCounters::getRunsCancelled);
        metrics.gauge("queued", "Workflow runs that wait for a worker", WorkflowCounters::getRunsQueued);
        metrics.gauge("in.progress", "Workflow runs that this worker executes", WorkflowCounters::getRunsInProgress);
        metrics.gauge("waiting", "Workflow runs that wait for something outside", WorkflowCounters::getRunsWaiting);
        metrics.gauge("in.review", "Workflow runs that wait for a decision", WorkflowCounters::getRunsInReview);
        kinds.forEach(kind -> OUTCOMES.forEach(outcome -> metrics.steps(kind, outcome)));
    }

    private void runs(String outcome, ToDoubleFunction<WorkflowCounters> count) {
        FunctionCounter.builder("runfolio.workflow.runs", counters, count)
                .tag("outcome", outcome)
                .description("Workflow runs by outcome")
                .register(registry);
    }

    private void gauge(String name, String description, ToDoubleFunction<WorkflowCounters> value) {
        Gauge.builder("runfolio.workflow.runs." + name, counters, value)
                .description(description)
                .register(registry);
    }

    private void steps(String kind, String outcome) {
        FunctionTimer.builder(
                        "runfolio.workflow.steps",
                        counters,
                        all -> all.calls(kind, outcome),
                        all -> all.nanos(kind, outcome),
                        TimeUnit.NANOSECONDS)
                .tag("kind", kind)
                .tag("outcome", outcome)
                .description("Calls of endpoints by kind of step and outcome")
                .register(registry);
    }
}
