package io.runfolio.api.resource;

import io.runfolio.api.ApiException;
import io.runfolio.api.ApiRequest;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.request.QueryParameters;
import io.runfolio.files.RunfolioException;
import io.runfolio.retention.plan.ApplyState;
import io.runfolio.retention.plan.PlanRefusedException;
import io.runfolio.retention.plan.PlanSummary;
import io.runfolio.retention.plan.RetentionService;
import io.runfolio.retention.plan.UnknownPlanException;
import io.runfolio.retention.policy.PolicyFile;
import io.runfolio.retention.policy.PolicyInvalidException;
import io.runfolio.retention.policy.PolicyProblem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plans of retention: {@code /v1/retention/plans}. Plans are applied in the background. Thread-safe. */
public final class RetentionResource {
    private static final Logger LOG = LoggerFactory.getLogger(RetentionResource.class);
    private static final int DEFAULT_ENTRIES = 100;
    private static final int MAX_ENTRIES = 1_000;
    /** Starts a thread for each apply; the service allows one at a time. */
    private static final Executor BACKGROUND = work -> {
        Thread thread = new Thread(work, "runfolio-retention");
        thread.setDaemon(true);
        thread.setPriority(Thread.MIN_PRIORITY);
        thread.start();
    };

    private final Optional<Supplier<RetentionService>> services;

    /** @param services returns the service; empty if there is no policy */
    RetentionResource(Optional<Supplier<RetentionService>> services) {
        this.services = services;
    }

    /** {@code listRetentionPlans}. */
    public ApiResponse list(ApiRequest request) {
        new QueryParameters(request).check();
        if (services.isEmpty()) {
            return ApiResponse.json(200, Map.of("enabled", false, "items", List.of(), "problems", List.of()));
        }
        return answer(service -> {
            PolicyFile.State policy = service.policy();
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("enabled", true);
            body.put(
                    "items",
                    service.list().stream().map(plan -> json(service, plan)).toList());
            body.put(
                    "problems",
                    policy.problems().stream().map(PolicyProblem::message).toList());
            return ApiResponse.json(200, body);
        });
    }

    /** {@code createRetentionPlan}. */
    public ApiResponse create(ApiRequest request) {
        new QueryParameters(request).check();
        return answer(service -> ApiResponse.json(201, json(service, service.plan(Optional.empty()))));
    }

    /** {@code getRetentionPlan}. */
    public ApiResponse get(ApiRequest request) {
        QueryParameters parameters = new QueryParameters(request);
        int limit = parameters.whole("limit", 1, MAX_ENTRIES).orElse(DEFAULT_ENTRIES);
        long skip = parameters.number("skip", 0, Long.MAX_VALUE / 2).orElse(0L);
        parameters.check();
        String id = request.segment(3);
        return answer(service -> {
            Map<String, Object> body = json(service, service.plans().get(id));
            body.put("removals", service.plans().entries(id, skip, limit));
            body.put("kept", service.plans().kept(id, skip, limit));
            return ApiResponse.json(200, body);
        });
    }

    /** {@code applyRetentionPlan}. */
    public ApiResponse apply(ApiRequest request) {
        new QueryParameters(request).check();
        String id = request.segment(3);
        return answer(service -> {
            PlanSummary plan = service.plans().get(id);
            ApplyState before = service.state(id);
            if (!before.isComplete()) {
                start(service, id, request.caller().name());
            }
            return ApiResponse.json(202, json(service, plan));
        });
    }

    /** Returns when the first entry is done, or the plan was refused. */
    private static void start(RetentionService service, String id, String by) {
        CompletableFuture<Void> started = new CompletableFuture<>();
        BACKGROUND.execute(() -> {
            try {
                service.apply(id, by, state -> started.complete(null));
                started.complete(null);
            } catch (RuntimeException e) { // the caller waits for the first entry
                if (!started.completeExceptionally(e)) {
                    LOG.warn("the plan {} was not applied to its end: {}", id, e.getMessage());
                }
            }
        });
        try {
            started.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RunfolioException refused ? refused : e;
        }
    }

    private static Map<String, Object> json(RetentionService service, PlanSummary plan) {
        ApplyState state = service.state(plan.id());
        Map<String, Object> progress = new LinkedHashMap<>();
        progress.put("done", state.done());
        progress.put("removed", state.removed());
        progress.put("bytes", state.bytes());
        progress.put("otherBytes", state.otherBytes());
        progress.put("skipped", state.skipped());
        progress.put("complete", state.isComplete());
        progress.put("running", state.isRunning() && !state.isComplete());
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", plan.id());
        body.put("createdAt", plan.createdAt());
        body.put("expiresAt", plan.expiresAt());
        body.put("policy", plan.policy());
        body.put("runs", plan.runs());
        body.put("artifacts", plan.artifacts());
        body.put("entries", plan.entries());
        body.put("bytes", plan.bytes());
        body.put("keptEntries", plan.kept());
        body.put("keptBytes", plan.keptBytes());
        body.put("rules", plan.rules());
        body.put("progress", progress);
        return body;
    }

    private ApiResponse answer(Function<RetentionService, ApiResponse> work) {
        RetentionService service = services.orElseThrow(() -> ApiException.notFound(
                        "retention_off", "There is no policy of retention: set runfolio.retention.policy."))
                .get();
        try {
            return work.apply(service);
        } catch (UnknownPlanException e) {
            throw ApiException.notFound(e.code(), e.getMessage());
        } catch (PlanRefusedException e) {
            throw new ApiException(409, e.code(), e.getMessage());
        } catch (PolicyInvalidException e) {
            List<String> problems =
                    e.problems().stream().map(PolicyProblem::message).toList();
            throw new ApiException(
                    409,
                    "retention_policy_invalid",
                    "The policy has mistakes: correct them, nothing is planned or applied until then.",
                    Map.of("fields", problems));
        }
    }
}
