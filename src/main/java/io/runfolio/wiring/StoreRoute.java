package io.runfolio.wiring;

import io.runfolio.flow.HealthChecks;
import io.runfolio.flow.StoreHealthCheck;
import io.runfolio.replica.StoreTask;
import java.util.List;
import java.util.Properties;
import org.apache.camel.CamelContext;

/** Route of a working copy. Apart from {@link StoreWiring}, which programs without Camel use, too. */
public final class StoreRoute {
    /** Route file, which is loaded where bundles are in an object store. */
    public static final String ROUTES = "9-store";

    private StoreRoute() {}

    /** Adds the health check and the route where bundles are in an object store. */
    public static void install(CamelContext context, RouteIdGuard guard, Components parts) throws Exception {
        if (!parts.settings().store().isRemote()) {
            return;
        }
        StoreTask task = StoreWiring.task(parts);
        context.getRegistry().bind("runfolioStore", task);
        HealthChecks.register(context, new StoreHealthCheck(task));
        Properties values = new Properties();
        values.setProperty(
                "runfolio.flow.store-interval",
                String.valueOf(parts.settings().store().interval().toMillis()));
        RoutePlaceholders.add(context, values);
        guard.load(List.of(ROUTES));
    }
}
