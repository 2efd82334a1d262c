package io.runfolio.flow.step;

import io.runfolio.workflow.step.StepAnswer;
import io.runfolio.workflow.step.StepFailedException;
import io.runfolio.workflow.step.StepRequest;
import java.time.Duration;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.model.RouteDefinition;

/** Transport of a request to an endpoint, and of its answer back. Implementations are thread-safe. */
interface StepTransport {
    /**
     * Adds the call of the endpoint to the route of a kind.
     *
     * @param id id of the node
     */
    void addCall(RouteDefinition route, String id);

    /** Puts the request into an exchange whose body is its JSON text. */
    void prepare(Exchange exchange, StepRequest request);

    /**
     * Returns the answer in an exchange that the endpoint has processed.
     *
     * @throws StepFailedException if it is invalid, or is a failure
     */
    StepAnswer read(Exchange exchange, StepRequest request);

    /**
     * Returns the failure that an exception of the endpoint means; empty if it means nothing special here.
     *
     * @param failure exception of the endpoint, without Camel's wrappers
     */
    default Optional<StepFailedException> failure(Throwable failure) {
        return Optional.empty();
    }

    /** Returns the time after the deadline in which the endpoint ends by itself, with a better reason. */
    default Duration grace() {
        return Duration.ZERO;
    }
}
