package io.runfolio.bundle;

import io.runfolio.run.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A run id that is taken. It is kept until the run's index line and event line are written.
 *
 * @param runId the run id
 * @param owner the worker that took it; empty if its file is empty
 * @param origin the event that it was taken for; empty in those of older versions and of foreign bundles
 */
public record Reservation(String runId, String owner, Optional<EventOrigin> origin) {

    /** Returns whether the run may come from an event: it does, or its reservation does not name the event. */
    public boolean mayBeOf(String eventId) {
        return origin.map(known -> known.eventId().equals(eventId)).orElse(true);
    }

    static byte[] bytes(String owner, Optional<EventOrigin> origin) {
        return (owner + "\n"
                        + origin.map(event -> RecordMapper.line(event) + "\n").orElse(""))
                .getBytes(StandardCharsets.UTF_8);
    }

    static Reservation parse(String runId, String text) {
        int end = text.indexOf('\n');
        return end < 0
                ? new Reservation(runId, text, Optional.empty())
                : new Reservation(runId, text.substring(0, end), origin(text.substring(end + 1)));
    }

    private static Optional<EventOrigin> origin(String json) {
        try {
            EventOrigin origin = RecordMapper.read(json.getBytes(StandardCharsets.UTF_8), EventOrigin.class);
            return origin.eventId() == null || origin.digest() == null ? Optional.empty() : Optional.of(origin);
        } catch (UnreadableRecordException e) {
            return Optional.empty();
        }
    }
}
