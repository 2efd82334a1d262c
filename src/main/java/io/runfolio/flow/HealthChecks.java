package io.runfolio.flow;

import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;

/** Registration of health checks in contexts with and without health. */
public final class HealthChecks {
    private HealthChecks() {}

    /** Registers a check, if the context has health checks at all. */
    public static void register(CamelContext context, HealthCheck check) {
        HealthCheckRegistry health = HealthCheckRegistry.get(context);
        if (health != null) {
            health.register(check);
        }
    }
}
