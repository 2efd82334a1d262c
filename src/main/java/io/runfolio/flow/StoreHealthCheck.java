package io.runfolio.flow;

import io.runfolio.replica.StoreTask;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Health check of a working copy. It is up also while the store is away, as what is here can be read. */
public final class StoreHealthCheck extends AbstractHealthCheck {
    private final StoreTask task;

    public StoreHealthCheck(StoreTask task) {
        super("runfolio", "runfolio-store");
        this.task = task;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        String trouble = task.trouble();
        builder.up().detail("state", trouble.isEmpty() ? "connected" : "degraded");
        if (!trouble.isEmpty()) {
            builder.detail("reason", trouble);
        }
    }
}
