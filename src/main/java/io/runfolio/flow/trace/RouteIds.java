package io.runfolio.flow.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;

/** Writes the id of its route into the span that Camel has just begun; Camel itself tells the address only. It must be added after Camel's tracer. */
public final class RouteIds implements RoutePolicyFactory {
    static final AttributeKey<String> ROUTE = AttributeKey.stringKey("camel.route.id");

    @Override
    public RoutePolicy createRoutePolicy(CamelContext context, String routeId, NamedNode route) {
        return new RoutePolicySupport() {
            @Override
            public void onExchangeBegin(Route begun, Exchange exchange) {
                Span.current().setAttribute(ROUTE, begun.getRouteId());
            }
        };
    }
}
