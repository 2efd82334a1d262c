package io.runfolio.workflow.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** Form of the lines of a run's ledger. */
final class LedgerLines {
    static final ObjectMapper JSON = JsonMappers.builder(JsonLimits.RECORD).build();

    private LedgerLines() {}

    static String line(LedgerEntry entry) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("seq", entry.seq());
        json.put("at", entry.at().toString());
        json.put("type", entry.type());
        json.set("data", entry.data());
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree can always be written.", e);
        }
    }

    /** Returns the entry of a line; empty if it is not one. */
    static Optional<LedgerEntry> parse(byte[] line) {
        try {
            JsonNode json = JSON.readTree(line);
            if (json == null
                    || !json.path("seq").canConvertToLong()
                    || !json.path("type").isTextual()
                    || !json.path("data").isObject()) {
                return Optional.empty();
            }
            return Optional.of(new LedgerEntry(
                    json.path("seq").longValue(),
                    Instant.parse(json.path("at").asText()),
                    json.path("type").textValue(),
                    (ObjectNode) json.path("data")));
        } catch (IOException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
