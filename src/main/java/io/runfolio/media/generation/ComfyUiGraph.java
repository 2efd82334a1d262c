package io.runfolio.media.generation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Parser of ComfyUI's {@code prompt}: the executed graph, a {@code class_type} and {@code inputs} per node id.
 *
 * <p>An input that is a list links to another node.
 */
final class ComfyUiGraph {
    private static final int MAX_DEPTH = 40;
    /** Maximum number of links followed; a few nodes could link to each other endlessly. */
    private static final int MAX_LINKS = 100_000;

    private static final List<String> CONDITIONS = List.of("positive", "conditioning", "guider");
    private static final List<String> TEXTS = List.of("text", "text_g", "t5xxl", "prompt", "string", "value", "clip_l");

    private final JsonNode nodes;
    private final GenerationFields generationFields = new GenerationFields("comfyui");
    private int links;

    private ComfyUiGraph(JsonNode nodes) {
        this.nodes = nodes;
    }

    static Optional<Map<String, Object>> parse(JsonNode prompt) {
        boolean graph = prompt.isObject()
                && prompt.size() > 0
                && prompt.elements().next().has("class_type");
        return graph ? new ComfyUiGraph(prompt).read() : Optional.empty();
    }

    private Optional<Map<String, Object>> read() {
        for (JsonNode node : nodes) {
            JsonNode inputs = node.path("inputs");
            if (node.path("class_type").asText().contains("Sampler") || inputs.has("positive")) {
                sampler(inputs);
            }
        }
        for (JsonNode node : nodes) {
            settings(node.path("class_type").asText(), node.path("inputs"));
        }
        return generationFields.toMap();
    }

    private void sampler(JsonNode inputs) {
        for (String condition : CONDITIONS) {
            text(inputs.path(condition), new HashSet<>()).ifPresent(found -> generationFields.text("prompt", found));
        }
        text(inputs.path("negative"), new HashSet<>())
                .ifPresent(found -> generationFields.text("negative_prompt", found));
        seed(inputs.path("seed"));
        seed(inputs.path("noise_seed"));
        generationFields.put("steps", inputs.path("steps")).put("cfg_scale", inputs.path("cfg"));
        generationFields.put("sampler", inputs.path("sampler_name")).put("scheduler", inputs.path("scheduler"));
    }

    private void settings(String type, JsonNode inputs) {
        seed(inputs.path("noise_seed"));
        seed(inputs.path("seed"));
        generationFields.put("steps", inputs.path("steps")).put("sampler", inputs.path("sampler_name"));
        generationFields.put("cfg_scale", inputs.path("guidance"));
        generationFields.put("model", inputs.path("ckpt_name")).put("model", inputs.path("unet_name"));
        if (type.contains("Latent")) {
            generationFields.put("width", inputs.path("width")).put("height", inputs.path("height"));
        }
    }

    private void seed(JsonNode seed) {
        generationFields.put(
                "seed", seed.isArray() ? target(seed).path("inputs").path("seed") : seed);
    }

    /** Follows links up to a node with text. */
    private Optional<String> text(JsonNode link, Set<String> seen) {
        if (++links > MAX_LINKS
                || !link.isArray()
                || seen.size() > MAX_DEPTH
                || !seen.add(link.path(0).asText())) {
            return Optional.empty();
        }
        JsonNode inputs = target(link).path("inputs");
        for (String key : TEXTS) {
            JsonNode text = inputs.path(key);
            if (text.isTextual() && !text.textValue().isBlank()) {
                return Optional.of(text.textValue());
            }
        }
        for (JsonNode input : inputs) {
            Optional<String> found = text(input, seen);
            if (found.isPresent() || links > MAX_LINKS) {
                return found;
            }
        }
        return Optional.empty();
    }

    private JsonNode target(JsonNode link) {
        return nodes.path(link.path(0).asText());
    }
}
