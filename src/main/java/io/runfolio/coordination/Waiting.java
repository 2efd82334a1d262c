package io.runfolio.coordination;

import java.time.Instant;
import java.util.Comparator;

/**
 * State of an event that waits for something outside, such as a download.
 *
 * @param state word of what it waits for, such as {@code fetching} or {@code polling}
 * @param wakeAt time of the next try
 * @param deadline time from which it waits no longer, whatever has come
 * @param since time at which it began to wait
 * @param detail reason or progress as a sentence, without secrets
 * @param urgentBy time that orders the tries of several due events; the earliest comes first
 */
public record Waiting(String state, Instant wakeAt, Instant deadline, Instant since, String detail, Instant urgentBy) {
    /** Order of tries of due events, the most urgent first. */
    public static final Comparator<Waiting> BY_URGENCY =
            Comparator.comparing(Waiting::urgentBy).thenComparing(Waiting::since);

    /** Creates a state whose order is that of the deadlines. */
    public Waiting(String state, Instant wakeAt, Instant deadline, Instant since, String detail) {
        this(state, wakeAt, deadline, since, detail, deadline);
    }

    /** Returns whether a try is due: its time or the deadline has come. */
    public boolean isDue(Instant now) {
        return !now.isBefore(wakeAt) || !now.isBefore(deadline);
    }
}
