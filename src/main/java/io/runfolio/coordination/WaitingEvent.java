package io.runfolio.coordination;

import java.util.Comparator;

/**
 * Event that waits, or whose next try is in progress.
 *
 * @param name name of the event file
 * @param waiting its state
 * @param active whether a worker is trying it now
 */
public record WaitingEvent(String name, Waiting waiting, boolean active) {
    /** Order of the next tries; events with the same time are in the order of their names. */
    public static final Comparator<WaitingEvent> BY_NEXT_TRY = Comparator.comparing(
                    (WaitingEvent event) -> event.waiting().wakeAt())
            .thenComparing(WaitingEvent::name);
}
