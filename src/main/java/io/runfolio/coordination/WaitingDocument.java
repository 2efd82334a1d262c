package io.runfolio.coordination;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.json.SecretMask;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Document with the state of a waiting event. */
public final class WaitingDocument {
    /** State of a waiting event whose document is missing or unreadable: it is due at once. */
    public static final Waiting UNREADABLE =
            new Waiting("", Instant.EPOCH, Instant.MAX, Instant.EPOCH, "Its state cannot be read.", Instant.EPOCH);

    private static final ObjectMapper MAPPER =
            JsonMappers.builder(JsonLimits.RECORD).build();
    private static final int MAX_DETAIL = 500;

    private WaitingDocument() {}

    /** Returns a state as JSON; secrets in its detail are masked. */
    public static String write(Waiting waiting) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("state", waiting.state());
        document.put("wake_at", waiting.wakeAt().toString());
        document.put("deadline", waiting.deadline().toString());
        document.put("since", waiting.since().toString());
        document.put("detail", shown(waiting.detail()));
        document.put("urgent_by", waiting.urgentBy().toString());
        try {
            return MAPPER.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String shown(String detail) {
        String masked = SecretMask.standard().message(detail);
        return masked.substring(0, Math.min(MAX_DETAIL, masked.length()));
    }

    /** Returns the state of a document; empty if it is damaged. */
    public static Optional<Waiting> read(String document) {
        try {
            JsonNode waiting = MAPPER.readTree(document);
            return Optional.of(new Waiting(
                    waiting.path("state").asText(),
                    Instant.parse(waiting.path("wake_at").asText()),
                    Instant.parse(waiting.path("deadline").asText()),
                    Instant.parse(waiting.path("since").asText()),
                    waiting.path("detail").asText(),
                    Instant.parse(waiting.path("urgent_by").asText())));
        } catch (JsonProcessingException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
