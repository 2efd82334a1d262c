package io.runfolio.api;

import java.util.List;

/**
 * Source of a stream's events. All clients with one source share its reads, so equal sources must be one object.
 * Thread-safe.
 */
public interface FeedSource {
    /** Returns the number of the last event; smaller than a client's last if the numbers have restarted. */
    long last();

    /** Returns events after a number, oldest first; the next call continues after the last of them. */
    List<FeedEvent> after(long number);

    /** Returns whether no event follows the {@link #last}, so that streams end. */
    default boolean hasEnded() {
        return false;
    }
}
