package io.runfolio.flow;

import io.runfolio.mirror.MirrorCounters;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Health check of the mirror. It is up also while the store is away, as bundling does not need it. */
public final class MirrorHealthCheck extends AbstractHealthCheck {
    private final MirrorCounters counters;

    public MirrorHealthCheck(MirrorCounters counters) {
        super("runfolio", "runfolio-mirror");
        this.counters = counters;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        String trouble = counters.getTrouble();
        builder.up()
                .detail("state", trouble.isEmpty() ? "connected" : "degraded")
                .detail("lag_runs", counters.getLagRuns())
                .detail("lag_seconds", Math.round(counters.getLagSeconds()));
        if (!trouble.isEmpty()) {
            builder.detail("reason", trouble);
        }
    }
}
