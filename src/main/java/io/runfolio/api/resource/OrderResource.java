package io.runfolio.api.resource;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.api.ApiException;
import io.runfolio.api.ApiJson;
import io.runfolio.api.ApiRequest;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.request.BodyFields;
import io.runfolio.api.request.IdempotencyKey;
import io.runfolio.api.request.QueryParameters;
import io.runfolio.workflow.order.Order;
import io.runfolio.workflow.order.OrderIds;
import io.runfolio.workflow.order.OrderQueue;
import io.runfolio.workflow.order.OrderState;
import io.runfolio.workflow.template.Template;
import io.runfolio.workflow.template.TemplateFolder;
import io.runfolio.workflow.template.TemplateInputs;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Orders of runs for generators: {@code POST /v1/runs}. */
public final class OrderResource {
    private final TemplateFolder templates;
    private final OrderQueue orders;
    private final CatalogLookup lookup;
    private final ReferenceResolver references;
    private final Clock clock;

    OrderResource(
            TemplateFolder templates,
            OrderQueue orders,
            CatalogLookup lookup,
            ReferenceResolver references,
            Clock clock) {
        this.lookup = lookup;
        this.templates = templates;
        this.orders = orders;
        this.references = references;
        this.clock = clock;
    }

    /**
     * {@code startRun}. The file and its name are flushed to disk before this returns.
     *
     * <p>A repeated key returns the same order.
     */
    public ApiResponse start(ApiRequest request, JsonNode body) {
        QueryParameters parameters = new QueryParameters(request);
        Optional<String> key = IdempotencyKey.read(request, parameters);
        parameters.check();
        BodyFields fields = BodyFields.of(body);
        String templateId = fields.text("templateId", 200);
        JsonNode intake = fields.object("intake");
        fields.noOthers().check("intake_invalid");
        String caller = request.caller().name();
        String digest = OrderIds.digest(templateId + "\n" + ApiJson.canonical(intake));
        String id = key.map(text -> OrderIds.fromKey(caller, text)).orElseGet(OrderIds::random);
        Order order = orders.find(id).orElseGet(() -> order(id, templateId, intake, caller, digest));
        return queued(sameRequest(orders.put(order), digest));
    }

    /** {@code cancelRun}. */
    public ApiResponse cancel(ApiRequest request) {
        new QueryParameters(request).check();
        Order order = orders.cancel(request.segment(2))
                .orElseThrow(() -> ApiException.notFound("order_not_found", "No order has this id."));
        if (order.state() == OrderState.RUNNING) {
            throw new ApiException(
                    409, "order_taken", "A generator has taken the order, so it cannot be cancelled here.");
        }
        return ApiResponse.json(200, json(order));
    }

    /** Returns an order as a run that is not bundled yet. */
    Optional<Map<String, Object>> find(String id) {
        return orders.find(id).map(OrderResource::json);
    }

    private Order order(String id, String templateId, JsonNode given, String caller, String digest) {
        if (lookup.findRun(id).isPresent()) {
            throw keyUsed("The run of this Idempotency-Key has ended and its order was deleted");
        }
        Template template = templates.read().find(templateId).orElseThrow(TemplateResource::none);
        TemplateInputs templateInputs = TemplateInputs.check(template, given, references::resolve);
        if (!templateInputs.problems().isEmpty()) {
            throw ApiException.invalid("intake_invalid", templateInputs.problems());
        }
        return Order.of(id, template, templateInputs, caller, clock.instant().truncatedTo(ChronoUnit.MILLIS), digest);
    }

    private static Order sameRequest(Order standing, String digest) {
        if (!standing.matchesRequest(digest)) {
            throw keyUsed("This Idempotency-Key was used with another body");
        }
        return standing;
    }

    private static ApiException keyUsed(String why) {
        return new ApiException(409, "idempotency_key_used", why + ": use a new key for a new request.");
    }

    private static ApiResponse queued(Order order) {
        Map<String, Object> body = json(order);
        body.put("status", OrderState.QUEUED.jsonName());
        body.put("state", OrderState.QUEUED.jsonName());
        return ApiResponse.json(201, body).with("Location", "/v1/runs/" + order.id());
    }

    private static Map<String, Object> json(Order order) {
        JsonNode document = order.document();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", order.id());
        json.put("status", order.state().jsonName());
        json.put("state", order.state().jsonName());
        json.put("templateId", document.path("template_id").textValue());
        json.put("templateVersion", document.path("template_version").textValue());
        json.put("createdAt", document.path("created_at").textValue());
        json.put("intake", document.path("intake").isObject() ? ApiJson.masked(document.get("intake")) : null);
        JsonNode sources = document.at("/artifact/source_artifact_ids");
        json.put("sourceArtifactIds", sources.isArray() ? sources : List.of());
        return json;
    }
}
