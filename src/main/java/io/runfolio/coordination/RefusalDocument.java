package io.runfolio.coordination;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.runfolio.intake.RefusedEventException;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.json.SecretMask;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Document with the reason for a refusal, as it is kept beside the event. */
public final class RefusalDocument {
    private static final ObjectMapper MAPPER = JsonMappers.builder(JsonLimits.RECORD)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private RefusalDocument() {}

    /**
     * Returns a reason as JSON: {@code code, message, field, event_id, at} and, if there were any, {@code attempts}.
     *
     * @param eventId identity of the event; empty text if that is not known
     * @param at the time, ISO 8601
     * @param attempts lines of the attempts at the event, oldest first
     */
    public static String write(
            RefusedEventException why, String eventId, String at, List<Map<String, Object>> attempts) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", why.code());
        error.put("message", SecretMask.standard().message(why.getMessage()));
        error.put("field", why.field().isEmpty() ? null : why.field());
        error.put("event_id", eventId.isEmpty() ? null : eventId);
        error.put("at", at);
        if (!attempts.isEmpty()) {
            error.put("attempts", attempts);
        }
        try {
            return MAPPER.writeValueAsString(error);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the fields of a document; empty if it is damaged. */
    @SuppressWarnings("unchecked") // a JSON object is a map with text keys
    public static Map<String, Object> read(String document) {
        try {
            return MAPPER.readValue(document, Map.class);
        } catch (JsonProcessingException e) {
            return Map.of();
        }
    }
}
