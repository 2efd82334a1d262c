package io.runfolio.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;

/** Adds the route id to the current span, as Camel adds only the address. Add it after Camel's tracer. */
public final class RouteIdPolicyFactory implements RoutePolicyFactory {
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
