package io.runfolio.flow;

import io.runfolio.work.IntakeGate;
import io.runfolio.work.Readiness;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Health check of Camel's registry for the readiness of the worker. */
public final class ReadinessHealthCheck extends AbstractHealthCheck {
    private final Readiness readiness;
    private final IntakeGate gate;

    public ReadinessHealthCheck(Readiness readiness, IntakeGate gate) {
        super("runfolio", "runfolio");
        this.readiness = readiness;
        this.gate = gate;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.up();
        for (Readiness.Check check : readiness.checks()) {
            builder.detail(check.name(), check.detail());
            if (!check.ok() && check.needed()) {
                builder.message(check.name() + ": " + check.detail()).down();
            }
        }
        gate.pauseReason().ifPresent(reason -> builder.detail("intake", "paused: " + reason)
                .message("intake is paused: " + reason)
                .down());
    }
}
