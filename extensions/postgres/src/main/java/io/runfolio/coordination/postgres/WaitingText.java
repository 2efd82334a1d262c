package io.runfolio.coordination.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.coordination.Waiting;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.json.SecretMask;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** State of a waiting event as text. */
final class WaitingText {
    private static final ObjectMapper MAPPER =
            JsonMappers.builder(JsonLimits.RECORD).build();
    private static final int MAX_DETAIL = 500;
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");
    private static final Waiting UNREADABLE =
            new Waiting("", Instant.EPOCH, Instant.MAX, Instant.EPOCH, "Its state cannot be read.", Instant.EPOCH);

    private WaitingText() {}

    static String write(Waiting waiting) {
        String detail = SecretMask.standard().message(waiting.detail());
        Map<String, Object> note = new LinkedHashMap<>();
        note.put("state", waiting.state());
        note.put("wake_at", waiting.wakeAt().toString());
        note.put("deadline", waiting.deadline().toString());
        note.put("since", waiting.since().toString());
        note.put("detail", detail.substring(0, Math.min(MAX_DETAIL, detail.length())));
        note.put("urgent_by", waiting.urgentBy().toString());
        try {
            return Sql.text(MAPPER.writeValueAsString(note));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the state; one that cannot be read is due at once. */
    static Waiting read(String text) {
        try {
            JsonNode note = MAPPER.readTree(text);
            return new Waiting(
                    note.path("state").asText(),
                    Instant.parse(note.path("wake_at").asText()),
                    Instant.parse(note.path("deadline").asText()),
                    Instant.parse(note.path("since").asText()),
                    note.path("detail").asText(),
                    Instant.parse(note.path("urgent_by").asText()));
        } catch (JsonProcessingException | DateTimeException e) {
            return UNREADABLE;
        }
    }

    /** Returns the time of the next try as the database keeps it, never later than the time itself. */
    static OffsetDateTime due(Waiting waiting) {
        Instant due = waiting.wakeAt().isBefore(waiting.deadline()) ? waiting.wakeAt() : waiting.deadline();
        Instant bounded = due.isAfter(LATEST) ? LATEST : due.isBefore(Instant.EPOCH) ? Instant.EPOCH : due;
        return time(bounded);
    }

    static OffsetDateTime time(Instant instant) {
        Instant bounded = instant.isAfter(LATEST) ? LATEST : instant;
        return bounded.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }
}
