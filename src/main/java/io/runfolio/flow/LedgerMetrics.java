package io.runfolio.flow;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** The ledger's counters for those who scrape metrics: the same numbers as over JMX. */
public final class LedgerMetrics {
    private final MeterRegistry registry;
    private final Ledger ledger;

    private LedgerMetrics(MeterRegistry registry, Ledger ledger) {
        this.registry = registry;
        this.ledger = ledger;
    }

    /** Adds them. */
    public static void bind(MeterRegistry registry, Ledger ledger) {
        LedgerMetrics metrics = new LedgerMetrics(registry, ledger);
        metrics.events("seen", Ledger::getEventsSeen);
        metrics.events("bundled", Ledger::getEventsBundled);
        metrics.events("duplicate", Ledger::getEventsDuplicate);
        metrics.events("refused", Ledger::getEventsRefused);
        Gauge.builder("runfolio.events.in.flight", ledger, Ledger::getEventsInFlight)
                .description("Events claimed and not done")
                .register(registry);
    }

    private void events(String outcome, ToDoubleFunction<Ledger> count) {
        FunctionCounter.builder("runfolio.events", ledger, count)
                .tag("outcome", outcome)
                .description("Events by what became of them")
                .register(registry);
    }
}
