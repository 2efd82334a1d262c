package io.runfolio.flow.jms;

import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.jms.JmsConsumer;
import org.springframework.jms.listener.DefaultMessageListenerContainer;

/** State of the connection of a route's consumers. */
final class JmsConsumerState implements Supplier<Optional<String>> {
    private final CamelContext context;
    private final String routeId;

    JmsConsumerState(CamelContext context, String routeId) {
        this.context = context;
        this.routeId = routeId;
    }

    @Override
    public Optional<String> get() {
        Route route = context.getRoute(routeId);
        try {
            if (route != null
                    && route.getConsumer() instanceof JmsConsumer consumer
                    && consumer.getListenerContainer() instanceof DefaultMessageListenerContainer container) {
                return container.isRecovering() || !container.isRegisteredWithDestination()
                        ? Optional.of("the broker cannot be reached")
                        : Optional.empty();
            }
            return Optional.of("the consumer has not started");
        } catch (Exception e) {
            return Optional.of("the consumer has no state: " + e.getMessage());
        }
    }
}
