package io.runfolio.media.video.probe;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Selects the container tags that generators write; others, such as places, are ignored. */
public final class GeneratorTags {
    /** Keywords of {@code GenerationData} by the lower-case names of tags. */
    private static final Map<String, String> KEYWORDS = Map.of(
            "prompt", "prompt",
            "workflow", "workflow",
            "parameters", "parameters",
            "usercomment", "UserComment",
            "invokeai_metadata", "invokeai_metadata",
            "sd-metadata", "sd-metadata",
            "comment", "Comment",
            "description", "Description");

    private GeneratorTags() {}

    /** Returns the tags of a file, then those of its tracks; the first of a name wins. */
    static Map<String, String> of(JsonNode report) {
        Map<String, String> tags = new LinkedHashMap<>();
        add(report.path("format").path("tags"), tags);
        report.path("streams").forEach(stream -> add(stream.path("tags"), tags));
        return tags;
    }

    private static void add(JsonNode found, Map<String, String> tags) {
        found.properties().forEach(tag -> put(tags, tag.getKey(), tag.getValue().asText()));
    }

    public static void put(Map<String, String> tags, String name, String value) {
        String keyword = KEYWORDS.get(name.toLowerCase(Locale.ROOT));
        if (keyword != null && !value.isEmpty()) {
            tags.putIfAbsent(keyword, value);
        }
    }
}
