package io.runfolio.mirror;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** Micrometer metrics of the mirror: the same numbers as over JMX. */
public final class MirrorMetrics {
    private MirrorMetrics() {}

    /** Registers the metrics. */
    public static void bind(MeterRegistry registry, MirrorCounters counters) {
        Gauge.builder("runfolio.mirror.lag.runs", counters, MirrorCounters::getLagRuns)
                .description("Sealed runs that the mirror lacks")
                .register(registry);
        Gauge.builder("runfolio.mirror.lag.seconds", counters, MirrorCounters::getLagSeconds)
                .description("Time for which the mirror has lacked a run")
                .register(registry);
        counter(registry, "bytes", "Bytes sent to the mirror", counters, MirrorCounters::getSentBytes);
        counter(registry, "objects", "Objects written to the mirror", counters, MirrorCounters::getSentObjects);
        counter(registry, "failures", "Failed attempts to copy", counters, MirrorCounters::getFailures);
    }

    private static void counter(
            MeterRegistry registry,
            String name,
            String description,
            MirrorCounters counters,
            ToDoubleFunction<MirrorCounters> count) {
        FunctionCounter.builder("runfolio.mirror." + name, counters, count)
                .description(description)
                .register(registry);
    }
}
