package io.runfolio.coordination;

import io.runfolio.run.EventOrigin;
import java.util.Optional;

/**
 * Run id that is taken, until the index line and the event line of its run are written.
 *
 * @param runId the run id
 * @param owner the worker that took it; empty if a power cut has erased it
 * @param origin the event that it was taken for; empty in those of older versions and of bundles from elsewhere
 */
public record Reservation(String runId, String owner, Optional<EventOrigin> origin) {
    /** Returns whether the run may come from an event: it does, or its reservation does not name the event. */
    public boolean mayBeOf(String eventId) {
        return origin.map(known -> known.eventId().equals(eventId)).orElse(true);
    }
}
