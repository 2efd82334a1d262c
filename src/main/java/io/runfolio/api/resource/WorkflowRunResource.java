package io.runfolio.api.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.api.ApiException;
import io.runfolio.api.ApiJson;
import io.runfolio.api.ApiRequest;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.FeedEvent;
import io.runfolio.api.json.WorkflowRunJson;
import io.runfolio.api.request.BodyFields;
import io.runfolio.api.request.IdempotencyKey;
import io.runfolio.api.request.QueryParameters;
import io.runfolio.workflow.order.OrderIds;
import io.runfolio.workflow.run.RunService;
import io.runfolio.workflow.run.RunState;
import io.runfolio.workflow.run.StartRequest;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Workflow runs: {@code POST /v1/runs} and what follows from it.
 *
 * <p>If no endpoint serves a kind of step, runs are orders for generators instead.
 */
public final class WorkflowRunResource {
    private static final Pattern RUN_ID = Pattern.compile("run-[0-9a-f]{16}");

    private static final int MAX_LOOKS = 50;
    private static final long LOOK_MILLIS = 100;

    private final Optional<RunService> service;
    private final Optional<RunFeeds> feeds;
    private final OrderResource orders;

    /** @param service empty if no endpoint serves a kind of step */
    WorkflowRunResource(Optional<RunService> service, OrderResource orders) {
        this.service = service;
        this.feeds = service.map(RunFeeds::new);
        this.orders = orders;
    }

    /** {@code startRun}. The run is on disk before this returns; a repeated key returns the same run. */
    public ApiResponse start(ApiRequest request, JsonNode body) {
        if (service.isEmpty()) {
            return orders.start(request, body);
        }
        QueryParameters parameters = new QueryParameters(request);
        Optional<String> key = IdempotencyKey.read(request, parameters);
        parameters.check();
        BodyFields fields = BodyFields.of(body);
        String templateId = fields.text("templateId", 200);
        Optional<String> version = fields.optionalText("templateVersion", 200);
        JsonNode intake = fields.object("intake");
        fields.noOthers().check("intake_invalid");
        ObjectNode run = service.get()
                .start(new StartRequest(
                        templateId, version, intake, request.caller().name(), key));
        return ApiResponse.json(201, WorkflowRunJson.of(run))
                .with("Location", "/v1/runs/" + run.path("id").asText());
    }

    /** {@code cancelRun}: a run that has not ended, or an order that no generator has taken. */
    public ApiResponse cancel(ApiRequest request) {
        if (service.isEmpty() || OrderIds.isValid(request.segment(2))) {
            return orders.cancel(request);
        }
        new QueryParameters(request).check();
        Optional<ObjectNode> cancelled =
                find(runId(request)).filter(run -> run.path("state").asText().equals(RunState.CANCELLED.jsonName()));
        if (cancelled.isPresent()) {
            return ApiResponse.json(200, cancelled.get()); // a repeated request
        }
        return ApiResponse.json(
                200,
                WorkflowRunJson.of(
                        service.get().cancel(runId(request), request.caller().name())));
    }

    /** {@code retryRun}. A body is optional. */
    public ApiResponse retry(ApiRequest request) throws IOException {
        new QueryParameters(request).check();
        Optional<String> fromStep = Optional.empty();
        if (request.body().length > 0) {
            BodyFields fields = BodyFields.of(ApiJson.mapper().readTree(request.body()));
            fromStep = fields.optionalText("fromStep", 200);
            fields.noOthers().check("retry_invalid");
        }
        String id = runId(request);
        RunService runs = runs();
        long known = runs.find(id).map(run -> run.path("lastEventId").asLong()).orElse(0L);
        ObjectNode run = runs.retry(id, fromStep, request.caller().name());
        return ApiResponse.json(200, WorkflowRunJson.of(awaitRetry(runs, run, known)));
    }

    /** Waits until a worker that is still ending the run has applied the retry, or for five seconds. */
    private static ObjectNode awaitRetry(RunService runs, ObjectNode run, long known) {
        String id = run.path("id").asText();
        for (int i = 0; i < MAX_LOOKS; i++) {
            if (runs.entries(id, known).stream().anyMatch(entry -> entry.type().equals("run.retried"))) {
                return runs.find(id).orElse(run);
            }
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return run;
            }
        }
        return run;
    }

    /** {@code answerStep}: the result of a step whose endpoint gave a ticket. */
    public ApiResponse answer(ApiRequest request, JsonNode body) {
        new QueryParameters(request).check();
        BodyFields fields = BodyFields.of(body);
        Optional<String> ticket = fields.optionalText("ticket", 500);
        fields.check("answer_invalid");
        ObjectNode answer = ((ObjectNode) body).deepCopy().without(List.of("ticket"));
        ObjectNode run = runs().answer(
                        runId(request),
                        request.segment(4),
                        ticket,
                        answer,
                        request.caller().name());
        return ApiResponse.json(200, WorkflowRunJson.of(run));
    }

    /**
     * {@code followRun}: the run, then the entries of its ledger as they are written. A client that knows an entry gets
     * those after it, or 204 if the run has ended without further entries.
     */
    public ApiResponse follow(ApiRequest request) {
        QueryParameters parameters = new QueryParameters(request);
        Optional<Long> known = FeedPosition.read(request, parameters);
        parameters.check();
        RunService runs = runs();
        String id = request.segment(2);
        ObjectNode run = find(runs, id).orElseThrow(CatalogLookup::noRun);
        RunFeed feed = feeds.orElseThrow().of(id);
        if (known.isPresent() && known.get() <= feed.last()) {
            return feed.hasEnded() && known.get() == feed.last()
                    ? ApiResponse.empty(204)
                    : FeedPosition.stream(List.of(), known.get(), feed);
        }
        long position = run.path("lastEventId").asLong();
        return FeedPosition.stream(
                List.of(new FeedEvent(position, "snapshot", WorkflowRunJson.of(run))), position, feed);
    }

    /** Returns a workflow run. */
    Optional<ObjectNode> find(String id) {
        return service.flatMap(runs -> find(runs, id)).map(WorkflowRunJson::of);
    }

    private static Optional<ObjectNode> find(RunService runs, String id) {
        return RUN_ID.matcher(id).matches() ? runs.find(id) : Optional.empty();
    }

    /** Returns the id of a request's run. */
    private static String runId(ApiRequest request) {
        String id = request.segment(2);
        if (!RUN_ID.matcher(id).matches()) {
            throw CatalogLookup.noRun();
        }
        return id;
    }

    /** Returns workflow runs in any of these states, the newest first. */
    List<ObjectNode> list(List<RunState> states, int limit) {
        return service.stream()
                .flatMap(runs ->
                        states.stream().distinct().flatMap(state -> runs.list(Optional.of(state), limit).stream()))
                .sorted(Comparator.comparing(
                                (ObjectNode run) -> run.path("queuedAt").asText())
                        .reversed())
                .limit(limit)
                .map(WorkflowRunJson::listed)
                .toList();
    }

    /** Returns the names of states, for the filter of lists. */
    static List<String> states() {
        return Stream.of(RunState.values()).map(RunState::jsonName).toList();
    }

    private RunService runs() {
        return service.orElseThrow(() -> ApiException.notFound(
                "run_not_found", "Workflow runs are off: set runfolio.workflow.kinds.* for the kinds of their steps."));
    }
}
