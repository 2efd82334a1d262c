package io.runfolio.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * Content of an event with a task: the fields of its sender, and the result of the provider.
 *
 * <p>The answer is kept in {@code poll.result} of the event's file. It is no part of the event's digest, so the event
 * keeps its identity and is recognized when it is sent again.
 */
final class PolledContent {
    static final String POLL = "poll";
    static final String RESULT = "result";

    private static final List<String> OF_THE_RESULT = List.of("status", "outputs", "final_status_response");
    private static final List<String> LISTS = List.of("warnings", "errors", "tags");

    private PolledContent() {}

    /** Returns whether a task has ended, so that its event can be bundled. */
    static boolean hasResult(JsonNode content) {
        return content.path(POLL).path(RESULT).isObject();
    }

    /** Returns the identity of a bare event without key; empty if its task is not named. */
    static Optional<String> identity(JsonNode content) {
        JsonNode poll = content.path(POLL);
        boolean isNamed =
                poll.path("adapter").isTextual() && poll.path("task_id").isTextual();
        return isNamed
                ? Optional.of(poll.get("adapter").textValue() + ":"
                        + poll.get("task_id").textValue())
                : Optional.empty();
    }

    /** Returns whether an event has the identity of its task, as from webhooks and polls. */
    static boolean isTaskReport(String eventId, JsonNode content) {
        return content.path("source_metadata").path("hook").isTextual()
                || identity(content).filter(eventId::equals).isPresent();
    }

    /** Returns the content as its sender wrote it. */
    static JsonNode original(JsonNode content) {
        if (!hasResult(content)) {
            return content;
        }
        ObjectNode copy = content.deepCopy();
        ((ObjectNode) copy.get(POLL)).remove(RESULT);
        return copy;
    }

    /**
     * Returns the content with the result of its task. Fields of the sender count, except the status and the outputs;
     * lists of sentences and tags have the elements of both.
     */
    static JsonNode merged(JsonNode content) {
        if (!hasResult(content)) {
            return content;
        }
        ObjectNode merged = content.path(POLL).path(RESULT).deepCopy();
        content.properties().forEach(field -> {
            if (!field.getKey().equals(POLL) && !field.getValue().isNull()) {
                merged.set(field.getKey(), merged(field.getKey(), field.getValue(), merged.path(field.getKey())));
            }
        });
        return merged;
    }

    private static JsonNode merged(String name, JsonNode sent, JsonNode result) {
        boolean isEmpty = result.isMissingNode() || result.isNull() || (result.isContainerNode() && result.isEmpty());
        if (isEmpty) {
            return sent;
        }
        if (OF_THE_RESULT.contains(name) || (sent.isContainerNode() && sent.isEmpty())) {
            return result;
        }
        if (LISTS.contains(name) && sent.isArray() && result.isArray()) {
            ArrayNode both = sent.deepCopy();
            return both.addAll((ArrayNode) result);
        }
        if (sent.isObject() && result.isObject()) {
            ObjectNode both = result.deepCopy();
            sent.properties().forEach(field -> both.set(field.getKey(), field.getValue()));
            return both;
        }
        return sent;
    }
}
