package io.runfolio.coordination.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** History of the attempts at an event: one line of JSON for each thing that happened. */
final class AttemptLines {
    static final String STARTED = "started";
    static final String FAILED = "failed";
    static final String WITHDRAWN = "withdrawn";

    private static final ObjectMapper MAPPER =
            JsonMappers.builder(JsonLimits.RECORD).build();

    private AttemptLines() {}

    static String line(String what, String worker, Optional<String> reason) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("at", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        line.put("worker", worker);
        line.put("what", what);
        reason.ifPresent(text -> line.put("reason", text));
        return write(line) + "\n";
    }

    static String write(Map<String, Object> document) {
        try {
            return Sql.text(MAPPER.writeValueAsString(document));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns a document; empty if it cannot be read. */
    @SuppressWarnings("unchecked") // a JSON object is a map with text keys
    static Map<String, Object> read(String document) {
        try {
            return document == null ? Map.of() : MAPPER.readValue(document, Map.class);
        } catch (JsonProcessingException e) {
            return Map.of();
        }
    }

    static List<Map<String, Object>> all(String history) {
        return history.lines().map(AttemptLines::read).toList();
    }

    /** Returns the failures, each with {@code at} and {@code reason}. */
    static List<Map<String, Object>> failures(String history) {
        return all(history).stream()
                .filter(line -> FAILED.equals(line.get("what")))
                .map(line -> Map.of("at", line.get("at"), "reason", line.get("reason")))
                .toList();
    }
}
