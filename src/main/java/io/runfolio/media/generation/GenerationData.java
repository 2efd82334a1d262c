package io.runfolio.media.generation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the generation data of AUTOMATIC1111, ComfyUI, InvokeAI and SwarmUI.
 *
 * <p>The result has {@code tool} and, where known, {@code prompt}, {@code negative_prompt}, {@code seed},
 * {@code steps}, {@code cfg_scale}, {@code sampler}, {@code model}, {@code width}, {@code height}. The original texts
 * are under {@code raw}, each limited to {@value #MAX_RAW_LENGTH} characters.
 */
public final class GenerationData {
    private static final int MAX_RAW_LENGTH = 32_768;
    private static final int MAX_ENCODINGS = 3;
    private static final JsonMapper JSON = JsonMappers.builder(JsonLimits.EMBEDDED)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private GenerationData() {}

    /**
     * Returns the generation data in a picture's texts; empty if absent.
     *
     * @param texts texts by keyword, as in PNG, or by EXIF tag such as {@code UserComment}
     */
    public static Optional<Map<String, Object>> parse(Map<String, String> texts) {
        return fromText(texts, "parameters")
                .or(() -> fromText(texts, "UserComment"))
                .or(() -> invoke(texts, "invokeai_metadata"))
                .or(() -> invoke(texts, "sd-metadata"))
                .or(() -> comfy(texts))
                .or(() -> fromText(texts, "Comment"))
                .or(() -> fromText(texts, "Description"))
                .or(() -> workflow(texts));
    }

    private static Optional<Map<String, Object>> fromText(Map<String, String> texts, String keyword) {
        String text = texts.getOrDefault(keyword, "").replace("\r\n", "\n");
        JsonNode json = json(text);
        Optional<Map<String, Object>> found = json.isObject()
                ? swarm(json)
                        .or(() -> ComfyUiGraph.parse(decoded(json.path("prompt"))))
                        .or(() -> ComfyUiGraph.parse(json))
                : Automatic1111Text.parse(
                        text,
                        keyword.equals("parameters") && !text.stripLeading().startsWith("{"));
        return found.map(facts -> withRaw(facts, texts, keyword));
    }

    private static Optional<Map<String, Object>> swarm(JsonNode json) {
        JsonNode params = json.path("sui_image_params");
        return new GenerationFields("swarmui")
                .put("prompt", params.path("prompt"))
                .put("negative_prompt", params.path("negativeprompt"))
                .put("seed", params.path("seed"))
                .put("steps", params.path("steps"))
                .put("cfg_scale", params.path("cfgscale"))
                .put("sampler", params.path("sampler"))
                .put("model", params.path("model"))
                .put("width", params.path("width"))
                .put("height", params.path("height"))
                .toMap();
    }

    private static Optional<Map<String, Object>> invoke(Map<String, String> texts, String keyword) {
        JsonNode json = json(texts.getOrDefault(keyword, ""));
        JsonNode model = json.path("model");
        // before version 3.0 the values were one level deeper
        JsonNode values = json.has("image") ? json.path("image") : json;
        return new GenerationFields("invokeai")
                .put("prompt", values.path("positive_prompt"))
                .put("prompt", values.path("prompt"))
                .put("negative_prompt", values.path("negative_prompt"))
                .put("seed", values.path("seed"))
                .put("steps", values.path("steps"))
                .put("cfg_scale", values.path("cfg_scale"))
                .put("sampler", values.path("scheduler"))
                .put("sampler", values.path("sampler"))
                .put("model", model.isObject() ? model.path("name") : json.path("model_weights"))
                .put("model", model.path("model_name"))
                .put("width", values.path("width"))
                .put("height", values.path("height"))
                .toMap()
                .map(facts -> withRaw(facts, texts, keyword));
    }

    private static Optional<Map<String, Object>> comfy(Map<String, String> texts) {
        return ComfyUiGraph.parse(json(texts.getOrDefault("prompt", "")))
                .map(facts -> withRaw(facts, texts, "prompt", "workflow"));
    }

    /** Keeps a ComfyUI workflow without prompt unchanged: it is the graph of the editor. */
    private static Optional<Map<String, Object>> workflow(Map<String, String> texts) {
        return json(texts.getOrDefault("workflow", "")).path("nodes").isArray()
                ? Optional.of(withRaw(new LinkedHashMap<>(Map.of("tool", "comfyui")), texts, "workflow"))
                : Optional.empty();
    }

    private static Map<String, Object> withRaw(Map<String, Object> facts, Map<String, String> texts, String... keys) {
        Map<String, Object> raw = new LinkedHashMap<>();
        for (String key : keys) {
            String text = texts.getOrDefault(key, "");
            if (!text.isEmpty()) {
                raw.put(key, text.substring(0, Math.min(text.length(), MAX_RAW_LENGTH)));
            }
        }
        facts.put("raw", raw);
        return facts;
    }

    /** Decodes JSON inside JSON strings, which video writers nest up to twice. */
    private static JsonNode decoded(JsonNode node) {
        JsonNode inner = node;
        for (int level = 0; level < MAX_ENCODINGS && inner.isTextual(); level++) {
            try {
                inner = JSON.readTree(inner.textValue());
            } catch (JsonProcessingException e) {
                return MissingNode.getInstance();
            }
        }
        return inner == null ? MissingNode.getInstance() : inner;
    }

    private static JsonNode json(String text) {
        String start = text.stripLeading();
        if (!start.startsWith("{") && !start.startsWith("\"")) {
            return MissingNode.getInstance();
        }
        try {
            return decoded(JSON.readTree(text));
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
