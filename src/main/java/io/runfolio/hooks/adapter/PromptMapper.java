package io.runfolio.hooks.adapter;

import io.runfolio.media.generation.GenerationData;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Maps model, prompts and options. */
final class PromptMapper {
    /** Facts of a tool that stand elsewhere in a request. */
    private static final List<String> NOT_OPTIONS = List.of("tool", "raw", "prompt", "model");

    private final AdapterSpec spec;
    private final Values values;
    private final AdapterContext context;

    PromptMapper(AdapterSpec spec, Values values, AdapterContext context) {
        this.spec = spec;
        this.values = values;
        this.context = context;
    }

    /** @param name name of the adapter, the model where nothing names one */
    void putInto(Map<String, Object> request, String name) {
        Map<String, Object> generation = generation();
        Optional<String> model = text("model").or(context::model).or(() -> Optional.ofNullable(generation.get("model"))
                .map(String::valueOf));
        if (model.isEmpty()) {
            values.warn("The payload does not name the model; the name of the adapter is used.");
        }
        request.put("model_key", model.orElse(name));
        text("provider-model").ifPresent(text -> request.put("provider_model", text));
        text("prompt")
                .or(() -> Optional.ofNullable(generation.get("prompt")).map(String::valueOf))
                .ifPresent(text -> request.put("prompts", Map.of("raw", text)));
        Map<String, Object> options = options();
        text("negative-prompt").ifPresent(text -> options.put("negative_prompt", text));
        seed().ifPresent(seed -> options.put("seed", seed));
        generation.forEach((key, value) -> {
            if (!NOT_OPTIONS.contains(key)) {
                options.putIfAbsent(key, value);
            }
        });
        if (!options.isEmpty()) {
            request.put("options", options);
        }
    }

    private Optional<String> text(String field) {
        return values.text(field, spec.texts().getOrDefault(field, Expression.NONE));
    }

    private Optional<Object> seed() {
        Expression expression = spec.texts().getOrDefault("seed", Expression.NONE);
        Optional<Object> seed = expression.first(values.scope()).filter(Values::isPresent);
        if (seed.isPresent() && (seed.get() instanceof Map || seed.get() instanceof List)) {
            values.warn("seed", "a number", seed.get());
            return Optional.empty();
        }
        return seed;
    }

    private Map<String, Object> options() {
        Map<String, Object> options = new LinkedHashMap<>();
        for (Object found : spec.options().from().all(values.scope())) {
            if (found instanceof Map<?, ?> map) {
                map.forEach((key, value) -> {
                    String option = String.valueOf(key);
                    if (value != null && !spec.options().omit().contains(option)) {
                        options.putIfAbsent(option, PayloadTrace.of(value));
                    }
                });
            } else {
                values.warn("options", "an object", found);
            }
        }
        return options;
    }

    private Map<String, Object> generation() {
        Map<String, Object> facts = new LinkedHashMap<>();
        spec.generation().forEach((tool, expression) -> expression
                .first(values.scope())
                .map(CompactJson::text)
                .flatMap(text -> GenerationData.parse(Map.of(tool.equals("comfyui") ? "prompt" : "parameters", text)))
                .ifPresent(found -> found.forEach(facts::putIfAbsent)));
        return facts;
    }
}
