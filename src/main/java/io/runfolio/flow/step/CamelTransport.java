package io.runfolio.flow.step;

import io.runfolio.files.Checksums;
import io.runfolio.workflow.step.StepAnswer;
import io.runfolio.workflow.step.StepFailedException;
import io.runfolio.workflow.step.StepRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.model.RouteDefinition;

/** Transport to any endpoint of Camel. One that answers nothing, such as a topic, is answered for later. */
final class CamelTransport implements StepTransport {
    /** Components that answer in the same exchange: a body that they leave as it is was forgotten. */
    private static final Set<String> ANSWERING = Set.of("direct", "seda", "bean", "class", "language", "vertx");

    private static final String JMS_TIMEOUT = "CamelJmsRequestTimeout";
    private static final int TICKET_LENGTH = 16;

    private final Endpoint endpoint;
    private final String scheme;
    private final StepBodies bodies;
    private final Clock clock;

    CamelTransport(Endpoint endpoint, String scheme, StepBodies bodies, Clock clock) {
        this.endpoint = endpoint;
        this.scheme = scheme;
        this.bodies = bodies;
        this.clock = clock;
    }

    @Override
    public void addCall(RouteDefinition route, String id) {
        route.to(endpoint).id(id);
    }

    @Override
    public void prepare(Exchange exchange, StepRequest request) {
        long left = Duration.between(clock.instant(), request.deadline()).toMillis();
        exchange.getMessage().setHeader(JMS_TIMEOUT, Math.max(1, left));
    }

    @Override
    public StepAnswer read(Exchange exchange, StepRequest request) {
        if (exchange.getMessage().getBody() != exchange.getProperty(StepProperties.BODY)) {
            return bodies.read(exchange, request);
        }
        if (ANSWERING.contains(scheme)) {
            throw new StepFailedException(
                    "answer_missing",
                    "The endpoint left the request as its answer: set the body to a StepAnswer, a map, JSON, text or"
                            + " null.",
                    false);
        }
        return StepAnswer.later(
                "later-" + Checksums.sha256(request.idempotencyKey()).substring(0, TICKET_LENGTH));
    }
}
