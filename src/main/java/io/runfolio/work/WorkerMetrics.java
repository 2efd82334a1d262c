package io.runfolio.work;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** Micrometer metrics of the worker counters: the same numbers as over JMX. */
public final class WorkerMetrics {
    private final MeterRegistry registry;
    private final WorkerCounters workerCounters;

    private WorkerMetrics(MeterRegistry registry, WorkerCounters workerCounters) {
        this.registry = registry;
        this.workerCounters = workerCounters;
    }

    /** Registers the metrics. */
    public static void bind(MeterRegistry registry, WorkerCounters workerCounters) {
        WorkerMetrics metrics = new WorkerMetrics(registry, workerCounters);
        metrics.events("seen", WorkerCounters::getEventsSeen);
        metrics.events("bundled", WorkerCounters::getEventsBundled);
        metrics.events("duplicate", WorkerCounters::getEventsDuplicate);
        metrics.events("refused", WorkerCounters::getEventsRefused);
        Gauge.builder("runfolio.events.waiting", workerCounters, WorkerCounters::getEventsWaiting)
                .description("Events that wait for something outside, such as a download")
                .register(registry);
        Gauge.builder("runfolio.events.in.flight", workerCounters, WorkerCounters::getEventsInFlight)
                .description("Events claimed and not done")
                .register(registry);
    }

    private void events(String outcome, ToDoubleFunction<WorkerCounters> count) {
        FunctionCounter.builder("runfolio.events", workerCounters, count)
                .tag("outcome", outcome)
                .description("Events by outcome")
                .register(registry);
    }
}
