package io.runfolio.hooks.adapter;

import io.runfolio.files.Checksums;
import io.runfolio.hooks.adapter.AdapterSpec.StatusRule;
import io.runfolio.json.SecretMask;
import io.runfolio.settings.EventSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Maps one payload to a request. */
final class RequestMapper {
    private static final int MAX_KEY = 200;
    private static final int MAX_SHOWN = 60;

    private final String name;
    private final AdapterSpec spec;
    private final PayloadParser parser;
    private final EventSettings limits;
    private final SecretMask mask;
    private final AdapterContext context;
    private final List<String> warnings = new ArrayList<>();
    private final Map<String, Object> request = new LinkedHashMap<>();

    RequestMapper(
            String name,
            AdapterSpec spec,
            PayloadParser parser,
            EventSettings limits,
            SecretMask mask,
            AdapterContext context) {
        this.name = name;
        this.spec = spec;
        this.parser = parser;
        this.limits = limits;
        this.mask = mask;
        this.context = context;
    }

    AdaptedRun map(byte[] payload) {
        Object root = parser.parse(payload);
        Object trace = PayloadTrace.of(root);
        Scope scope = scope(root);
        Values values = new Values(scope, warnings);
        ProviderState state = state(scope);
        Optional<String> taskId = values.text("task-id", spec.taskId()).or(context::taskId);
        TimingMapper timing = new TimingMapper(spec, values);
        Map<String, Object> times = timing.times();
        request.put("idempotency_key", key(taskId, payload));
        request.put("status", state.word());
        new PromptMapper(spec, values, context).putInto(request, name);
        putIfPresent("created_at", times.getOrDefault("created_at", times.get("completed_at")));
        files("inputs", spec.inputs(), values, times);
        files("outputs", spec.outputs(), values, times);
        request.put("provider_trace", trace(taskId));
        putIfPresent("timing", times);
        putIfPresent("steps", timing.steps());
        putIfPresent("cost", timing.cost());
        putIfPresent("errors", values.sentences("errors", spec.errors()));
        putIfPresent("warnings", warnings);
        request.put("final_status_response", mask.value(trace));
        return new AdaptedRun(state, taskId, request);
    }

    Optional<String> taskId(byte[] payload) {
        return new Values(scope(parser.parse(payload)), warnings).text("task-id", spec.taskId());
    }

    /** Returns the first text that an expression finds in a payload. */
    Optional<String> text(String field, Expression expression, byte[] payload) {
        return new Values(scope(parser.parse(payload)), warnings).text(field, expression);
    }

    private Scope scope(Object root) {
        spec.embeddedJson().forEach(path -> path.replace(root, this::parsed));
        Scope payload = new Scope(root, null, context);
        return new Scope(spec.document().first(payload).orElse(root), null, context);
    }

    /** Returns the JSON inside a text; the text if it has none. */
    private Object parsed(Object value) {
        if (!(value instanceof String text)
                || !text.stripLeading().startsWith("{") && !text.stripLeading().startsWith("[")) {
            return value;
        }
        try {
            return parser.parse(text);
        } catch (AdapterException e) {
            warnings.add("A text of the payload looks like JSON and cannot be read: " + e.getMessage());
            return value;
        }
    }

    private ProviderState state(Scope scope) {
        Optional<Object> unknown = Optional.empty();
        for (StatusRule rule : spec.status()) {
            if (rule.when().isNone()) {
                return rule.state().orElse(ProviderState.RUNNING);
            }
            Optional<Object> value = rule.when().all(scope).stream()
                    .filter(each -> Values.isPresent(each)
                            || each instanceof Boolean && !rule.words().isEmpty())
                    .findFirst();
            if (value.isEmpty()) {
                continue;
            }
            Optional<ProviderState> state = rule.words().isEmpty()
                    ? rule.state()
                    : Optional.ofNullable(rule.words().get(String.valueOf(value.get())));
            if (state.isPresent()) {
                return state.get();
            }
            unknown = unknown.or(() -> value);
        }
        if (unknown.isPresent()) {
            throw new AdapterException(
                    "status_unknown",
                    "The status " + shown(unknown.get()) + " is not in the map of the adapter " + name + ".");
        }
        throw new AdapterException(
                "status_missing",
                "The payload has no status where the adapter " + name + " looks for it: is it from another provider?");
    }

    private static String shown(Object value) {
        String text = String.valueOf(value).replaceAll("[^ -~]", "?");
        return "\"" + (text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "..." : text) + "\"";
    }

    /** Returns the event's identity: the task, or the payload's content where the provider gives no id. */
    private String key(Optional<String> taskId, byte[] payload) {
        boolean usable = taskId.isPresent()
                && taskId.get().length() <= MAX_KEY
                && taskId.get().chars().allMatch(letter -> letter > ' ' && letter < 0x7f);
        if (usable) {
            return name + ":" + taskId.get();
        }
        byte[] identity = taskId.map(id -> id.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .orElse(payload);
        return name + ":sha256:" + Checksums.sha256(identity);
    }

    private Map<String, Object> trace(Optional<String> taskId) {
        Map<String, Object> trace = new LinkedHashMap<>();
        taskId.ifPresent(id -> trace.put("task_id", id));
        trace.put("metadata", Map.of("provider", name));
        return trace;
    }

    private void files(String field, List<AdapterSpec.FileSpec> specs, Values values, Map<String, Object> times) {
        Instant start = Optional.ofNullable(times.get("completed_at"))
                .flatMap(ProviderTime::parse)
                .orElse(context.receivedAt());
        Optional<Instant> expiry = field.equals("outputs") ? spec.linksLive().map(start::plus) : Optional.empty();
        FileMapper mapper = new FileMapper(field, values, expiry, limits.maxAssets());
        specs.forEach(mapper::add);
        request.put(field, mapper.files());
    }

    private void putIfPresent(String field, Object value) {
        if (value != null && Values.isPresent(value)) {
            request.put(field, value);
        }
    }
}
