package io.runfolio.media.video;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Picks the container's tags that generators write into; all others, places among them, are not even read on. */
final class ClipTags {
    /** Tags by their lower-case names, and the keywords that pictures have for the same. */
    private static final Map<String, String> KEYWORDS = Map.of(
            "prompt", "prompt",
            "workflow", "workflow",
            "parameters", "parameters",
            "usercomment", "UserComment",
            "invokeai_metadata", "invokeai_metadata",
            "sd-metadata", "sd-metadata",
            "comment", "Comment",
            "description", "Description");

    private ClipTags() {}

    /** Returns the tags of a file, then those of its tracks; the first of a name counts. */
    static Map<String, String> of(JsonNode report) {
        Map<String, String> tags = new LinkedHashMap<>();
        add(report.path("format").path("tags"), tags);
        report.path("streams").forEach(stream -> add(stream.path("tags"), tags));
        return tags;
    }

    private static void add(JsonNode found, Map<String, String> tags) {
        found.properties().forEach(tag -> put(tags, tag.getKey(), tag.getValue().asText()));
    }

    static void put(Map<String, String> tags, String name, String value) {
        String keyword = KEYWORDS.get(name.toLowerCase(Locale.ROOT));
        if (keyword != null && !value.isEmpty()) {
            tags.putIfAbsent(keyword, value);
        }
    }
}
