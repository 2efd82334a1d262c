package io.runfolio.flow.step;

import io.runfolio.workflow.step.StepRequest;
import org.apache.camel.Exchange;

/** Properties and headers of the exchange of a step. */
final class StepProperties {
    /** Property with the {@link StepRequest}, for the endpoint and for routes behind a {@code direct:} endpoint. */
    static final String REQUEST = "runfolioStepRequest";

    /** Property with the {@link io.runfolio.workflow.step.StepAnswer}. */
    static final String ANSWER = "runfolioStepAnswer";

    /** Property with the body of the request, to recognize an endpoint that has not answered. */
    static final String BODY = "runfolioStepBody";

    static final String RUN_ID = "RunfolioRunId";
    static final String STEP_ID = "RunfolioStepId";
    static final String IDEMPOTENCY_KEY = "RunfolioIdempotencyKey";
    static final String DEADLINE = "RunfolioDeadline";

    private StepProperties() {}

    static StepRequest request(Exchange exchange) {
        return exchange.getProperty(REQUEST, StepRequest.class);
    }
}
