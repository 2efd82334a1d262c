package io.runfolio.work;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.runfolio.retention.plan.RetentionCounters;
import io.runfolio.submission.MessageCounters;
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

    /** Registers the metrics of a broker's messages. */
    public static void bind(MeterRegistry registry, MessageCounters counters) {
        messages(registry, "accepted", counters, MessageCounters::getAccepted);
        messages(registry, "duplicate", counters, MessageCounters::getDuplicates);
        messages(registry, "refused", counters, MessageCounters::getRefused);
        messages(registry, "retried", counters, MessageCounters::getRetries);
    }

    private static void messages(
            MeterRegistry registry, String outcome, MessageCounters counters, ToDoubleFunction<MessageCounters> count) {
        FunctionCounter.builder("runfolio.intake.messages", counters, count)
                .tag("broker", counters.broker())
                .tag("outcome", outcome)
                .description("Messages of brokers, by outcome")
                .register(registry);
    }

    /** Registers the metrics of retention. */
    public static void bind(MeterRegistry registry, RetentionCounters counters) {
        retention(registry, "bytes", "removed", counters, RetentionCounters::getRemovedBytes);
        retention(registry, "bytes", "swept", counters, RetentionCounters::getSweptBytes);
        retention(registry, "entries", "removed", counters, RetentionCounters::getRemovals);
        retention(registry, "entries", "protected", counters, RetentionCounters::getProtectedEntries);
        retention(registry, "entries", "skipped", counters, RetentionCounters::getSkippedEntries);
    }

    private static void retention(
            MeterRegistry registry,
            String what,
            String outcome,
            RetentionCounters counters,
            ToDoubleFunction<RetentionCounters> count) {
        FunctionCounter.builder("runfolio.retention." + what, counters, count)
                .tag("outcome", outcome)
                .description("Removals of plans, by outcome")
                .register(registry);
    }

    private void events(String outcome, ToDoubleFunction<WorkerCounters> count) {
        FunctionCounter.builder("runfolio.events", workerCounters, count)
                .tag("outcome", outcome)
                .description("Events by outcome")
                .register(registry);
    }
}
