package io.runfolio.flow.kafka;

import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.kafka.KafkaConsumer;
import org.apache.camel.component.kafka.TaskHealthState;

/** State of the connection of a route's consumers. */
final class KafkaConsumerState implements Supplier<Optional<String>> {
    private final CamelContext context;
    private final String routeId;

    KafkaConsumerState(CamelContext context, String routeId) {
        this.context = context;
        this.routeId = routeId;
    }

    @Override
    public Optional<String> get() {
        Route route = context.getRoute(routeId);
        if (route == null || !(route.getConsumer() instanceof KafkaConsumer consumer)) {
            return Optional.of("the consumer has not started");
        }
        return consumer.healthStates().stream()
                .filter(state -> !state.isReady())
                .map(TaskHealthState::buildStateMessage)
                .findFirst()
                .map(reason -> "Kafka cannot be reached: " + reason);
    }
}
