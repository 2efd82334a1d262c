package io.runfolio.work;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.runfolio.retention.plan.RetentionCounters;
import io.runfolio.submission.MessageCounters;
import java.util.function.DoubleSupplier;
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
        metrics.assets("ready", WorkerCounters::getAssetsReady);
        metrics.assets("unsupported", WorkerCounters::getAssetsUnsupported);
        metrics.assets("failed", WorkerCounters::getAssetsFailed);
        metrics.assets("skipped", WorkerCounters::getAssetsSkipped);
        FunctionCounter.builder("runfolio.attempts.failed", workerCounters, WorkerCounters::getAttemptsFailed)
                .description("Attempts that failed for a reason that may pass")
                .register(registry);
        Gauge.builder("runfolio.events.in.flight", workerCounters, WorkerCounters::getEventsInFlight)
                .description("Events claimed and not done")
                .register(registry);
    }

    /**
     * Registers the metrics of the backlog and of the disk.
     *
     * @param minFreeBytes free space below which the intake pauses
     */
    public static void bind(MeterRegistry registry, BacklogSampler backlog, long minFreeBytes) {
        Gauge.builder("runfolio.events.queued", backlog, BacklogSampler::queued)
                .description("Events that wait for a claim")
                .register(registry);
        Gauge.builder("runfolio.events.oldest.age", backlog, BacklogSampler::oldestAgeSeconds)
                .description("Age of the oldest event that waits for a claim")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("runfolio.events.waiting", backlog, BacklogSampler::waiting)
                .description("Events that wait for something outside, such as a download")
                .register(registry);
        Gauge.builder("runfolio.redo.left", backlog, BacklogSampler::redoLeft)
                .description("Outputs of jobs that have no outcome yet")
                .register(registry);
        for (String folder : backlog.folders()) {
            Gauge.builder("runfolio.disk.free", backlog, sampled -> sampled.freeBytes(folder))
                    .tag("folder", folder)
                    .description("Free space of the folder's disk")
                    .baseUnit("bytes")
                    .register(registry);
        }
        Gauge.builder("runfolio.disk.free.minimum", () -> minFreeBytes)
                .description("Free space of the outputs below which the intake pauses")
                .baseUnit("bytes")
                .register(registry);
        for (String outbox : backlog.outboxes()) {
            messages(registry, outbox, "waiting", backlog);
            messages(registry, outbox, "given_up", backlog);
        }
    }

    private static void messages(MeterRegistry registry, String outbox, String state, BacklogSampler backlog) {
        Gauge.builder("runfolio." + outbox, backlog, sampled -> sampled.messages(outbox, state))
                .tag("state", state)
                .description("Messages in the outbox of " + outbox + ", by state")
                .register(registry);
    }

    /**
     * Registers the metrics of the intake and of the catalog.
     *
     * @param catalogLag seconds for which the catalog has lagged behind
     */
    public static void bind(MeterRegistry registry, IntakeGate gate, DoubleSupplier catalogLag) {
        Gauge.builder(
                        "runfolio.intake.paused",
                        gate,
                        intake -> intake.pauseReason().isPresent() ? 1 : 0)
                .description("1 while the intake is paused, else 0")
                .register(registry);
        Gauge.builder("runfolio.catalog.lag", catalogLag::getAsDouble)
                .description(
                        "Time since the oldest update of the catalog that has not succeeded; 0 if it is up to date")
                .baseUnit("seconds")
                .register(registry);
    }

    /** Registers the metrics of a broker's messages. */
    public static void bind(MeterRegistry registry, MessageCounters counters) {
        messages(registry, "accepted", counters, MessageCounters::getAccepted);
        messages(registry, "duplicate", counters, MessageCounters::getDuplicates);
        messages(registry, "refused", counters, MessageCounters::getRefused);
        messages(registry, "ignored", counters, MessageCounters::getIgnored);
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

    private void assets(String state, ToDoubleFunction<WorkerCounters> count) {
        FunctionCounter.builder("runfolio.assets", workerCounters, count)
                .tag("state", state)
                .description("Inputs and outputs of bundled events, by state")
                .register(registry);
    }

    private void events(String outcome, ToDoubleFunction<WorkerCounters> count) {
        FunctionCounter.builder("runfolio.events", workerCounters, count)
                .tag("outcome", outcome)
                .description("Events by outcome")
                .register(registry);
    }
}
