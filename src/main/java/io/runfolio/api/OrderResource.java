package io.runfolio.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.workflow.Intake;
import io.runfolio.workflow.Order;
import io.runfolio.workflow.OrderBook;
import io.runfolio.workflow.OrderIds;
import io.runfolio.workflow.OrderState;
import io.runfolio.workflow.Template;
import io.runfolio.workflow.Templates;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code POST /v1/runs}: orders for generators. */
public final class OrderResource {
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e][\\x20-\\x7e]{0,199}");

    private final Templates templates;
    private final OrderBook orders;
    private final Answers answers;
    private final Supplies supplies;
    private final Clock clock;

    OrderResource(Templates templates, OrderBook orders, Answers answers, Supplies supplies, Clock clock) {
        this.answers = answers;
        this.templates = templates;
        this.orders = orders;
        this.supplies = supplies;
        this.clock = clock;
    }

    /** {@code startRun}: the order's file is flushed, and so is its name, when this returns. A key that was sent before is answered as it was then, whatever has changed since. */
    public ApiResponse start(ApiRequest request) {
        Parameters parameters = new Parameters(request);
        Optional<String> key = request.header("idempotency-key");
        if (key.filter(text -> !KEY.matcher(text).matches()).isPresent()) {
            parameters.refuse("Idempotency-Key", "must be 1 to 200 characters of ASCII");
        }
        parameters.check();
        Fields fields = Fields.of(request);
        String templateId = fields.text("templateId", 200);
        JsonNode intake = fields.object("intake");
        fields.noOthers().check("intake_invalid");
        String caller = request.caller().name();
        String digest = OrderIds.digest(templateId + "\n" + Json.canonical(intake));
        String id = key.map(text -> OrderIds.ofKey(caller, text)).orElseGet(OrderIds::random);
        Order order = orders.find(id).orElseGet(() -> order(id, templateId, intake, caller, digest));
        return queued(sameRequest(orders.put(order), digest));
    }

    /** {@code cancelRun}. */
    public ApiResponse cancel(ApiRequest request) {
        new Parameters(request).check();
        Order order = orders.cancel(request.segment(2))
                .orElseThrow(() -> ApiException.notFound("order_not_found", "There is no order of that id."));
        if (order.state() == OrderState.RUNNING) {
            throw new ApiException(
                    409, "order_taken", "A generator has taken the order already, so it cannot be called off here.");
        }
        return ApiResponse.json(200, json(order));
    }

    /** Returns an order as a run that has not ended. */
    Optional<Map<String, Object>> find(String id) {
        return orders.find(id).map(OrderResource::json);
    }

    private Order order(String id, String templateId, JsonNode given, String caller, String digest) {
        if (answers.findRun(id).isPresent()) {
            throw keyUsed("The run of that Idempotency-Key has ended and its order's file is gone");
        }
        Template template = templates.read().find(templateId).orElseThrow(TemplateResource::none);
        Intake intake = Intake.check(template, given, supplies::find);
        if (!intake.wrong().isEmpty()) {
            throw ApiException.invalid("intake_invalid", intake.wrong());
        }
        return Order.of(id, template, intake, caller, clock.instant().truncatedTo(ChronoUnit.MILLIS), digest);
    }

    private static Order sameRequest(Order standing, String digest) {
        if (!standing.isFor(digest)) {
            throw keyUsed("That Idempotency-Key was sent with another body");
        }
        return standing;
    }

    private static ApiException keyUsed(String why) {
        return new ApiException(409, "idempotency_key_used", why + ": send a new key with a new request.");
    }

    private static ApiResponse queued(Order order) {
        Map<String, Object> body = json(order);
        body.put("status", OrderState.QUEUED.word());
        body.put("state", OrderState.QUEUED.word());
        return ApiResponse.json(201, body).with("Location", "/v1/runs/" + order.id());
    }

    private static Map<String, Object> json(Order order) {
        JsonNode document = order.document();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", order.id());
        json.put("status", order.state().word());
        json.put("state", order.state().word());
        json.put("templateId", document.path("template_id").textValue());
        json.put("templateVersion", document.path("template_version").textValue());
        json.put("createdAt", document.path("created_at").textValue());
        json.put("intake", document.path("intake").isObject() ? Json.masked(document.get("intake")) : null);
        JsonNode sources = document.at("/artifact/source_artifact_ids");
        json.put("sourceArtifactIds", sources.isArray() ? sources : List.of());
        return json;
    }
}
