package io.runfolio.coordination;

import io.runfolio.files.StorageRoot;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Queue of events as producers and operators see it; workers use {@link EventQueue}. Thread-safe. */
public interface EventInbox {
    /** Returns the place of the events as a storage root. */
    StorageRoot root();

    /**
     * Submits an event; it is durable when this returns.
     *
     * @param name file name of the event; a suffix is added if it is taken
     */
    Submitted submit(byte[] event, String name);

    /** Returns the numbers of events and workers; a missing queue counts as empty. */
    InboxStatus status();

    /** Returns the number of events whose claims belong to dead workers. */
    int orphanedClaims();

    /** Returns all refused events, by name. */
    List<RefusedEvent> refusedEvents();

    /** Returns the refused event of a name, with or without its {@code .json}. */
    Optional<RefusedEvent> refusedEvent(String name);

    /**
     * Passes on the documents of all events that may still be bundled: waiting, claimed and refused ones. An event that
     * moves meanwhile is passed on once at least.
     */
    void readOpenEvents(Consumer<byte[]> reader);

    /**
     * Returns the file names of all events that may still be bundled. These are waiting, parked, claimed and refused
     * ones. An event that moves meanwhile is found once at least.
     */
    Set<String> openNames();

    /** Returns a refused event to the queue as new. A worker completes that after a kill. */
    Submitted retry(RefusedEvent event);

    /**
     * Event in the queue.
     *
     * @param name name of its file
     * @param location where it is, for messages
     */
    record Submitted(String name, String location) {}
}
