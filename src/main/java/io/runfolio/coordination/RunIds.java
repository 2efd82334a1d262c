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

    /**
     * Releases a run id, if it is still taken by the same owner for the same event. After a release another attempt may
     * have it, which a late second release leaves unchanged.
     */
    void release(Reservation taken);

    /** Returns all run ids that are taken, those of this process included. */
    List<Reservation> all();

    /** Returns the run ids that may be taken for an event, those without a known event included. */
    default List<Reservation> ofEvent(String eventId) {
        return all().stream().filter(taken -> taken.mayBeOf(eventId)).toList();
    }

    /** Returns where a reservation is kept, for messages. */
    String locationOf(String runId);

    /**
     * Releases ids that no worker releases.
     *
     * <p>These are ids without owner, as a power cut can erase what a reservation says, and those of ended attempts
     * whose event has ended.
     *
     * @param self the worker that calls
     */
    void sweep(String self);
}
