package io.runfolio.coordination;

import java.util.Optional;

/** Finds events without a bundle by their identity. Thread-safe. */
public interface EventLookup {
    /** Returns a waiting, parked or claimed event; empty if no event has that identity. */
    Optional<PendingEvent> pending(String eventId);

    /** Returns whether a pending event has the result of its run, and will not be refused. */
    boolean hasResult(String eventId);

    /** Returns the document of an event whose task at a provider has not ended; empty if absent. */
    Optional<byte[]> runningTask(String eventId);

    /** Returns a refused event; empty if no event has that identity. */
    Optional<RefusedEvent> refused(String eventId);
}
