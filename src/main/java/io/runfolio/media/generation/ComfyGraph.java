package io.runfolio.media.generation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** ComfyUI's {@code prompt}: the graph that was run, node id to {@code class_type} and {@code inputs}; an input that is a list links to another node. */
final class ComfyGraph {
    private static final int DEEPEST = 40;
    /** Most links that are followed in all: a few nodes that name each other a hundred thousand times would take for ever. */
    private static final int MOST_LINKS = 100_000;

    private static final List<String> CONDITIONS = List.of("positive", "conditioning", "guider");
    private static final List<String> TEXTS = List.of("text", "text_g", "t5xxl", "prompt", "string", "value", "clip_l");

    private final JsonNode nodes;
    private final Facts facts = new Facts("comfyui");
    private int links;

    private ComfyGraph(JsonNode nodes) {
        this.nodes = nodes;
    }

    static Optional<Map<String, Object>> parse(JsonNode prompt) {
        boolean graph = prompt.isObject()
                && prompt.size() > 0
                && prompt.elements().next().has("class_type");
        return graph ? new ComfyGraph(prompt).read() : Optional.empty();
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
        return facts.all();
    }

    private void sampler(JsonNode inputs) {
        for (String condition : CONDITIONS) {
            text(inputs.path(condition), new HashSet<>()).ifPresent(found -> facts.text("prompt", found));
        }
        text(inputs.path("negative"), new HashSet<>()).ifPresent(found -> facts.text("negative_prompt", found));
        seed(inputs.path("seed"));
        seed(inputs.path("noise_seed"));
        facts.put("steps", inputs.path("steps")).put("cfg_scale", inputs.path("cfg"));
        facts.put("sampler", inputs.path("sampler_name")).put("scheduler", inputs.path("scheduler"));
    }

    private void settings(String type, JsonNode inputs) {
        seed(inputs.path("noise_seed"));
        seed(inputs.path("seed"));
        facts.put("steps", inputs.path("steps")).put("sampler", inputs.path("sampler_name"));
        facts.put("cfg_scale", inputs.path("guidance"));
        facts.put("model", inputs.path("ckpt_name")).put("model", inputs.path("unet_name"));
        if (type.contains("Latent")) {
            facts.put("width", inputs.path("width")).put("height", inputs.path("height"));
        }
    }

    private void seed(JsonNode seed) {
        facts.put("seed", seed.isArray() ? target(seed).path("inputs").path("seed") : seed);
    }

    /** Follows links until a node holds a text. */
    private Optional<String> text(JsonNode link, Set<String> seen) {
        if (++links > MOST_LINKS
                || !link.isArray()
                || seen.size() > DEEPEST
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
            if (found.isPresent() || links > MOST_LINKS) {
                return found;
            }
        }
        return Optional.empty();
    }

    private JsonNode target(JsonNode link) {
        return nodes.path(link.path(0).asText());
    }
}
