package io.runfolio.flow.step;

import io.runfolio.settings.StepKindSetting;
import io.runfolio.settings.WorkflowSettings;
import io.runfolio.workflow.step.StepAnswerReader;
import io.runfolio.workflow.step.StepEndpoint;
import io.runfolio.workflow.step.StepEndpoints;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;

/** Endpoints of the settings, with one generated route for each kind. Thread-safe. */
public final class RoutedSteps implements StepEndpoints {
    private static final StepEndpoint NEVER_LATER = request -> {
        throw new UnsupportedOperationException();
    };

    private final WorkflowSettings settings;
    private final List<StepRoute> routes = new ArrayList<>();
    private final Map<StepKindSetting, StepEndpoint> endpoints = new HashMap<>();

    /**
     * Resolves the endpoints of all kinds.
     *
     * @param orders endpoint of the kinds that become orders
     * @throws io.runfolio.settings.SettingException if one cannot be resolved
     */
    public RoutedSteps(
            CamelContext context,
            WorkflowSettings settings,
            StepAnswerReader reader,
            StepEndpoint orders,
            StepMeter meter,
            Clock clock) {
        this.settings = settings;
        StepTransports transports = new StepTransports(context, reader, orders, clock);
        StepThreads threads = new StepThreads(context, settings.concurrency());
        for (StepKindSetting kind : settings.kinds()) {
            StepRoute route = new StepRoute(context, kind, transports.of(kind), reader);
            routes.add(route);
            endpoints.put(
                    kind, new RoutedStepEndpoint(route, kind.isOrders() ? orders : NEVER_LATER, threads, meter, clock));
        }
    }

    @Override
    public Optional<StepEndpoint> find(String kind, String capability) {
        return settings.kind(kind, capability).map(endpoints::get);
    }

    /** Returns the routes of the kinds. */
    public RouteBuilder routes() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                routes.forEach(route -> route.addTo(this));
            }
        };
    }
}
