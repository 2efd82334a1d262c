package io.runfolio.hooks.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.json.SecretMask;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Writes webhooks of workflow runs into the outbox, before the event is in the ledger of the run. A delivery begins
 * once the ledger has it, so that an event that never happened is not reported. Thread-safe.
 */
public final class RunWebhooks {
    /** Types of events that receivers get. */
    public static final Set<String> TYPES =
            Set.of("run.completed", "run.failed", "run.cancelled", "run.review", "artifact.created");

    private static final ObjectMapper MAPPER =
            JsonMappers.builder(JsonLimits.RECORD).build();

    private final WebhookOutbox outbox;
    private final List<URI> urls;
    private final SecretMask mask;

    /** @param folder the outbox */
    public RunWebhooks(Path folder, List<URI> urls, SecretMask mask) {
        this.outbox = new WebhookOutbox(folder);
        this.urls = List.copyOf(urls);
        this.mask = mask;
    }

    /**
     * Writes the webhooks of an event, one for each receiver; they are durable when this returns.
     *
     * @param seq position that the event will have in the ledger
     * @param data fields of the event
     */
    public void prepare(String runId, long seq, Instant at, String type, ObjectNode data) {
        if (!TYPES.contains(type) || urls.isEmpty()) {
            return;
        }
        String body = masked(body(runId, seq, at, type, data));
        urls.forEach(url -> outbox.put(new OutgoingWebhook(url, runId, seq, type, body, 0, at, "")));
    }

    private String masked(ObjectNode body) {
        try {
            return MAPPER.writeValueAsString(mask.value(MAPPER.treeToValue(body, Object.class)));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode body(String runId, long seq, Instant at, String type, ObjectNode data) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("type", type);
        body.put("timestamp", at.toString());
        ObjectNode fields = body.putObject("data");
        fields.put("runId", runId);
        fields.put("seq", seq);
        fields.put("url", "/v1/runs/" + runId);
        fields.setAll(data);
        return body;
    }
}
