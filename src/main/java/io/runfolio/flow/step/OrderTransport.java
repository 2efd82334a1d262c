package io.runfolio.flow.step;

import io.runfolio.workflow.step.StepAnswer;
import io.runfolio.workflow.step.StepEndpoint;
import io.runfolio.workflow.step.StepRequest;
import org.apache.camel.Exchange;
import org.apache.camel.model.RouteDefinition;

/** Transport to generators: the step becomes an order, and its answer arrives later. */
final class OrderTransport implements StepTransport {
    private final StepEndpoint orders;

    OrderTransport(StepEndpoint orders) {
        this.orders = orders;
    }

    @Override
    public void addCall(RouteDefinition route, String id) {
        route.process(exchange -> exchange.getMessage().setBody(orders.execute(StepProperties.request(exchange))))
                .id(id);
    }

    @Override
    public void prepare(Exchange exchange, StepRequest request) {
        // the order is made of the request itself
    }

    @Override
    public StepAnswer read(Exchange exchange, StepRequest request) {
        return exchange.getMessage().getBody(StepAnswer.class);
    }
}
