package io.runfolio.coordination;

import java.util.Optional;

/**
 * Event without a bundle: waiting, parked or claimed.
 *
 * @param place where it is
 * @param name file name of its producer
 * @param digest checksum of its content; empty text if the event will be refused
 * @param waiting what it waits for, also while a worker is trying that; empty for other events
 */
public record PendingEvent(Place place, String name, String digest, Optional<Waiting> waiting) {

    /** Places of an event without a bundle. */
    public enum Place {
        /** Waiting for a worker. */
        WAITING,
        /** Waiting for something outside, such as a download. */
        PARKED,
        /** Claimed by a worker. */
        CLAIMED
    }
}
