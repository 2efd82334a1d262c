package io.runfolio.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.settings.EventSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the result of a task into the event that has waited for it. The event keeps its identity and digest. */
public final class PolledEvents {
    private static final String ANSWER = "final_status_response";

    private final EventSettings settings;
    private final EventJsonParser json;

    public PolledEvents(EventSettings settings) {
        this.settings = settings;
        this.json = new EventJsonParser(settings);
    }

    /**
     * Returns the event with a result. An answer of the provider that makes it too large is left out; a result that is
     * too large even so becomes a failure.
     *
     * @param result fields of a bare event
     */
    public byte[] withResult(byte[] event, Map<String, Object> result) {
        byte[] whole = write(event, result);
        if (whole.length <= settings.maxBytes()) {
            return whole;
        }
        Map<String, Object> shorter = new LinkedHashMap<>(result);
        shorter.remove(ANSWER);
        shorter.put("warnings", List.of("The provider's answer is too large to be kept (runfolio.event.max-bytes)."));
        byte[] rest = write(event, shorter);
        if (rest.length <= settings.maxBytes()) {
            return rest;
        }
        return write(
                event,
                Map.of(
                        "status",
                        "failed",
                        "errors",
                        List.of("The result of the task is larger than runfolio.event.max-bytes (" + settings.maxBytes()
                                + " bytes).")));
    }

    private byte[] write(byte[] event, Map<String, Object> result) {
        JsonNode root = json.parse(event);
        JsonNode content = root.has("specversion") ? root.path("data") : root;
        if (!(content.path(PolledContent.POLL) instanceof ObjectNode poll)) {
            throw new IllegalArgumentException("the event has no poll block");
        }
        try {
            poll.set(PolledContent.RESULT, json.tree(result));
            return json.bytes(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the result of a task is no JSON", e);
        }
    }
}
