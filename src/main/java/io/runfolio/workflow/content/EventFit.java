package io.runfolio.workflow.content;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Keeps run-completed events within the limits of events. A refused event would leave its run without a bundle. The
 * largest parts are left out until the rest fits, and a warning of the event names them; the step ledger in the bundle
 * has everything.
 */
final class EventFit {
    static final String SPECIFICATION = "specification";
    private static final int MAX_BYTES = 1_000_000;
    private static final int MAX_FIELDS = 18_000;
    private static final int MAX_DEPTH = 60;
    private static final int MAX_NAME = 1_000;
    private static final int MAX_KEPT_CHARACTERS = 20_000;
    private static final long EXCESS = 1L << 40;
    private static final ObjectMapper MAPPER =
            JsonMappers.builder(JsonLimits.RECORD).build();

    /** Part that can be left out: its parent, its name, and what happens to it. */
    private record Part(String what, String parent, String name, BiConsumer<ObjectNode, String> cut) {}

    private static final List<Part> PARTS = List.of(
            new Part("templates", "/request_payload/specification/template", "document", ObjectNode::remove),
            new Part("intake", "/request_payload", "intake", ObjectNode::remove),
            new Part("options", "", "options", ObjectNode::remove),
            new Part("prompts", "", "prompts", ObjectNode::remove),
            new Part("all content of the artifact", "/artifact", "content", EventFit::shorten),
            new Part("the cost ledger", "/source_metadata/runfolio/workflow/costs", "entries", ObjectNode::remove),
            new Part("steps", "", "steps", ObjectNode::remove));

    private EventFit() {}

    static byte[] bytes(ObjectNode event) {
        List<Part> left = new ArrayList<>(PARTS);
        byte[] bytes = write(event);
        while (weight(event, bytes) >= EXCESS && !left.isEmpty()) {
            Part largest = left.stream()
                    .max(Comparator.comparingLong(part -> weight(event, part)))
                    .orElseThrow();
            left.remove(largest);
            if (event.at(largest.parent()) instanceof ObjectNode parent && parent.has(largest.name())) {
                largest.cut().accept(parent, largest.name());
                event.withArray("warnings")
                        .add("The event of the run has no room for " + largest.what() + ": see logs/steps.jsonl.");
            }
            bytes = write(event);
        }
        return bytes;
    }

    private static long weight(ObjectNode event, Part part) {
        JsonNode node = event.at(part.parent()).path(part.name());
        return weight(node, write(node));
    }

    /** Returns a measure of the size; at least {@link #EXCESS} if it is beyond a limit. */
    private static long weight(JsonNode node, byte[] bytes) {
        long fields = fields(node, 0);
        return (bytes.length > MAX_BYTES || fields > MAX_FIELDS ? EXCESS : 0)
                + bytes.length
                + fields * (MAX_BYTES / MAX_FIELDS);
    }

    /** Returns the number of fields; more than allowed if the nesting is too deep or a name is too long. */
    private static int fields(JsonNode node, int depth) {
        if (depth > MAX_DEPTH) {
            return MAX_FIELDS + 1;
        }
        int fields = node.size();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            fields += field.getKey().length() > MAX_NAME ? MAX_FIELDS : 0;
        }
        for (JsonNode child : node) {
            fields += child.isContainerNode() ? fields(child, depth + 1) : 0;
            if (fields > MAX_FIELDS) {
                return fields;
            }
        }
        return fields;
    }

    private static void shorten(ObjectNode artifact, String name) {
        JsonNode content = artifact.path(name);
        ObjectNode kept = artifact.putObject(name);
        for (String field : List.of("title", "summary", "body")) {
            String text = content.path(field).textValue();
            if (text != null) {
                kept.put(
                        field,
                        text.length() > MAX_KEPT_CHARACTERS ? text.substring(0, MAX_KEPT_CHARACTERS) + "…" : text);
            }
        }
    }

    private static byte[] write(JsonNode event) {
        try {
            return MAPPER.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
