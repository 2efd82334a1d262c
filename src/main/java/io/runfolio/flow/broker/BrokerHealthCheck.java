package io.runfolio.flow.broker;

import io.runfolio.submission.MessageCounters;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Health check of a broker. It is up also while the broker is away, as events that are here are bundled. */
public final class BrokerHealthCheck extends AbstractHealthCheck {
    private final MessageCounters counters;
    private final Supplier<Optional<String>> trouble;

    /** @param trouble why the broker cannot be reached; empty if it can */
    public BrokerHealthCheck(MessageCounters counters, Supplier<Optional<String>> trouble) {
        super("runfolio", "runfolio-intake-" + counters.broker());
        this.counters = counters;
        this.trouble = trouble;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        Optional<String> away = trouble.get();
        Optional<String> waiting = counters.trouble();
        builder.up()
                .detail("state", away.isPresent() || waiting.isPresent() ? "degraded" : "connected")
                .detail("accepted", counters.getAccepted())
                .detail("duplicates", counters.getDuplicates())
                .detail("refused", counters.getRefused())
                .detail("ignored", counters.getIgnored());
        away.or(() -> waiting).ifPresent(reason -> builder.detail("reason", reason));
    }
}
