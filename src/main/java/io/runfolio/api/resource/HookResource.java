package io.runfolio.api.resource;

import io.runfolio.api.ApiException;
import io.runfolio.api.ApiJson;
import io.runfolio.api.ApiRequest;
import io.runfolio.api.ApiResponse;
import io.runfolio.hooks.HookCall;
import io.runfolio.hooks.HookRefusedException;
import io.runfolio.hooks.HookUnavailableException;
import io.runfolio.hooks.Hooks;
import io.runfolio.hooks.adapter.AdaptedRun;
import io.runfolio.hooks.adapter.AdapterException;
import io.runfolio.settings.EventSettings;
import io.runfolio.submission.EventSubmissions;
import io.runfolio.upload.EmbeddedFiles;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Webhooks: {@code /v1/hooks/{name}}. */
public final class HookResource {
    private static final Logger LOG = LoggerFactory.getLogger(HookResource.class);
    private static final long LOG_PAUSE_SECONDS = 10;

    private final Hooks hooks;
    private final EventSubmissions submissions;
    private final EmbeddedFiles embedded;
    private final EventSettings limits;
    private final Clock clock;
    private final AtomicLong lastLogged = new AtomicLong();

    HookResource(Hooks hooks, EventSubmissions submissions, EmbeddedFiles embedded, EventSettings limits, Clock clock) {
        this.hooks = hooks;
        this.submissions = submissions;
        this.embedded = embedded;
        this.limits = limits;
        this.clock = clock;
    }

    /** {@code receiveHook}. The event and its files are flushed to disk before this returns. */
    public ApiResponse receive(ApiRequest request) {
        String name = request.segment(2);
        if (!hooks.has(name)) {
            throw ApiException.notFound("hook_not_found", "No hook of this name is configured.");
        }
        AdaptedRun run = adapted(name, new HookCall(request.headers(), request.query(), request.body()));
        if (!run.state().isFinal()) {
            return ApiResponse.json(202, answer("running", null, null));
        }
        String eventId = String.valueOf(run.request().get("idempotency_key"));
        if (submissions.isReported(eventId)) {
            return ApiResponse.json(200, answer("known", eventId, null));
        }
        run.request().put("source_metadata", Map.of("hook", name));
        embedded.store("hook:" + name, eventId, run.request());
        Optional<String> file = submissions.submitResult(eventId, run.request(), document(run.request()));
        LOG.info("the hook {} received {}", name, run.state().word());
        return file.map(written -> ApiResponse.json(202, answer("accepted", eventId, written)))
                .orElseGet(() -> ApiResponse.json(200, answer("known", eventId, null)));
    }

    private AdaptedRun adapted(String name, HookCall call) {
        try {
            return hooks.receive(name, call);
        } catch (HookRefusedException e) {
            logged(name, e.code());
            throw new ApiException(401, e.code(), e.getMessage());
        } catch (HookUnavailableException e) {
            logged(name, e.getMessage());
            throw new ApiException(503, "hook_unavailable", e.getMessage());
        } catch (AdapterException e) {
            LOG.warn("the hook {} received a payload that cannot be read: {}", name, e.getMessage());
            throw new ApiException(
                    422, "hook_" + e.code(), e.getMessage(), Map.of("fields", List.of("body: " + e.getMessage())));
        }
    }

    /** Logs at most every ten seconds, as anyone may send calls. */
    private void logged(String name, String reason) {
        long now = clock.instant().getEpochSecond();
        long last = lastLogged.get();
        if (now - last >= LOG_PAUSE_SECONDS && lastLogged.compareAndSet(last, now)) {
            LOG.warn("the hook {} refused a call: {}", name, reason);
        }
    }

    /** Returns the event; without the provider's response if that makes it larger than an event may be. */
    private byte[] document(Map<String, Object> request) {
        byte[] document = ApiJson.write(request);
        if (document.length <= limits.maxBytes()) {
            return document;
        }
        Map<String, Object> smaller = new LinkedHashMap<>(request);
        smaller.remove("final_status_response");
        List<Object> warnings = new ArrayList<>(request.get("warnings") instanceof List<?> list ? list : List.of());
        warnings.add("The provider's response is not kept, as it is larger than runfolio.event.max-bytes.");
        smaller.put("warnings", warnings);
        return ApiJson.write(smaller);
    }

    private static Map<String, Object> answer(String state, String eventId, String file) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("state", state);
        answer.put("eventId", eventId);
        answer.put("file", file);
        return answer;
    }
}
