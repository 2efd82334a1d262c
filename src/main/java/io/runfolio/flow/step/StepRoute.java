package io.runfolio.flow.step;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.files.RunfolioException;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.settings.StepKindSetting;
import io.runfolio.workflow.step.StepAnswerReader;
import io.runfolio.workflow.step.StepRequest;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.DefaultExchange;

/** Route of a kind: request, call of the operator's endpoint, answer. Its statistics show the calls. */
final class StepRoute {
    private static final String PREFIX = "runfolio-step-";
    private static final ObjectMapper MAPPER =
            JsonMappers.builder(JsonLimits.RECORD).build();
    /** Property with the current span of an exchange, which the span of the step is below. */
    private static final String SPAN = "tracing.activeSpan";

    private final CamelContext context;
    private final StepKindSetting setting;
    private final StepTransport transport;
    private final StepAnswerReader reader;
    private volatile ProducerTemplate template;

    StepRoute(CamelContext context, StepKindSetting setting, StepTransport transport, StepAnswerReader reader) {
        this.context = context;
        this.setting = setting;
        this.transport = transport;
        this.reader = reader;
    }

    String id() {
        return PREFIX + setting.kind() + (setting.capability().isEmpty() ? "" : "-" + setting.capability());
    }

    String key() {
        return setting.key();
    }

    StepTransport transport() {
        return transport;
    }

    /** Adds the route. */
    void addTo(RouteBuilder routes) {
        RouteDefinition route = routes.from(uri())
                .routeId(id())
                .routeDescription("Steps of the kind " + setting.kind()
                        + (setting.capability().isEmpty() ? "" : " with the capability " + setting.capability())
                        + " are executed by an endpoint: " + setting.scheme())
                .errorHandler(routes.noErrorHandler());
        route.process(exchange -> transport.prepare(exchange, StepProperties.request(exchange)))
                .id(id() + "-request");
        transport.addCall(route, id() + "-call");
        route.process(exchange -> exchange.setProperty(
                        StepProperties.ANSWER, transport.read(exchange, StepProperties.request(exchange))))
                .id(id() + "-answer");
    }

    private String uri() {
        return "direct:" + id();
    }

    /** Returns the exchange of a request, below the exchange that the run is in progress at. */
    Exchange exchange(StepRequest request) {
        Exchange exchange = new DefaultExchange(context, ExchangePattern.InOut);
        CurrentExchange.of(request.runId()).ifPresent(outer -> Optional.ofNullable(outer.getProperty(SPAN))
                .ifPresent(span -> exchange.setProperty(SPAN, span)));
        String body = json(request);
        exchange.setProperty(StepProperties.REQUEST, request);
        exchange.setProperty(StepProperties.BODY, body);
        Message message = exchange.getMessage();
        message.setBody(body);
        message.setHeader(StepProperties.RUN_ID, request.runId());
        message.setHeader(StepProperties.STEP_ID, request.stepId());
        message.setHeader(StepProperties.IDEMPOTENCY_KEY, request.idempotencyKey());
        message.setHeader(StepProperties.DEADLINE, request.deadline().toString());
        return exchange;
    }

    private static String json(StepRequest request) {
        try {
            return MAPPER.writeValueAsString(request.document());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree is always JSON", e);
        }
    }

    /** Sends an exchange through the route; a failure is the exception of the result. */
    Exchange send(Exchange exchange) {
        return template().send(uri(), exchange);
    }

    /** Returns what the engine gets for an exception of the exchange. */
    RunfolioException failure(Throwable failure) {
        return StepFailures.of(failure, transport, reader, key());
    }

    private synchronized ProducerTemplate template() {
        if (template == null) {
            template = context.createProducerTemplate();
        }
        return template;
    }
}
