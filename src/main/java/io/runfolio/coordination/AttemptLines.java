package io.runfolio.coordination;

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
import java.util.stream.Stream;

/** History of the attempts at an event: one line of JSON for each thing that happened. */
public final class AttemptLines {
    private static final ObjectMapper MAPPER =
            JsonMappers.builder(JsonLimits.RECORD).build();
    private static final String STARTED = "started";
    private static final String FAILED = "failed";
    private static final String WITHDRAWN = "withdrawn";

    private AttemptLines() {}

    /** Returns the line of an attempt that begins. */
    public static String started(String worker) {
        return line(STARTED, worker, Optional.empty());
    }

    /** Returns the line of an attempt that failed for a reason that may pass. */
    public static String failed(String worker, String reason) {
        return line(FAILED, worker, Optional.of(reason));
    }

    /** Returns the line of an attempt that does not count, as its worker was stopped. */
    public static String withdrawn(String worker) {
        return line(WITHDRAWN, worker, Optional.empty());
    }

    private static String line(String what, String worker, Optional<String> reason) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("at", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        line.put("worker", worker);
        line.put("what", what);
        reason.ifPresent(text -> line.put("reason", text));
        try {
            return MAPPER.writeValueAsString(line) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns all readable lines of a history; a torn one is skipped. */
    public static List<Map<String, Object>> parse(String history) {
        return history.lines().flatMap(AttemptLines::parseLine).toList();
    }

    @SuppressWarnings("unchecked") // a JSON object is a map with text keys
    private static Stream<Map<String, Object>> parseLine(String line) {
        try {
            return line.isBlank() ? Stream.empty() : Stream.of(MAPPER.readValue(line, Map.class));
        } catch (JsonProcessingException e) {
            return Stream.empty();
        }
    }

    /** Returns the number of attempts that began. */
    public static int begun(List<Map<String, Object>> lines) {
        return count(lines, STARTED);
    }

    /** Returns the number of attempts that do not count against the limit. */
    public static int withdrawn(List<Map<String, Object>> lines) {
        return count(lines, WITHDRAWN);
    }

    private static int count(List<Map<String, Object>> lines, String what) {
        return (int)
                lines.stream().filter(line -> what.equals(line.get("what"))).count();
    }

    /** Returns the failures, each with {@code at} and {@code reason}. */
    public static List<Map<String, Object>> failures(List<Map<String, Object>> lines) {
        return lines.stream()
                .filter(line -> FAILED.equals(line.get("what")))
                .map(line -> Map.of("at", line.get("at"), "reason", line.get("reason")))
                .toList();
    }
}
