package io.runfolio.coordination;

import io.runfolio.run.EventOrigin;
import java.util.List;
import java.util.Optional;

/**
 * Run ids that are taken, each once over all threads and processes. An id stays taken until it is released, also when
 * its owner dies.
 */
public interface RunIds {
    /**
     * Takes a run id, whose bundle may or may not be visible already.
     *
     * @param owner the worker, or another name with an alive mark
     * @param origin the event that the run is made from; empty for a bundle from elsewhere
     * @return false if the id is taken
     * @throws io.runfolio.files.StorageException if it cannot be recorded
     */
    boolean reserve(String runId, String owner, Optional<EventOrigin> origin);

    /** Releases a run id, if it is taken. */
    void release(String runId);

    /** Returns all run ids that are taken, those of this process included. */
    List<Reservation> all();

    /** Returns the run ids that are taken for an event. */
    default List<Reservation> ofEvent(String eventId) {
        return all().stream()
                .filter(taken -> taken.origin()
                        .filter(event -> event.eventId().equals(eventId))
                        .isPresent())
                .toList();
    }

    /** Returns where a reservation is kept, for messages. */
    String locationOf(String runId);

    /**
     * Releases ids without owner: a power cut can erase what a reservation says.
     *
     * @param self the worker that calls
     */
    void releaseOwnerless(String self);
}
