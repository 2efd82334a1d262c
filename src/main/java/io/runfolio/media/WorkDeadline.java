package io.runfolio.media;

import java.time.Duration;

/**
 * The time limit for the work of the calling thread on one file.
 *
 * <p>Loops over foreign data call {@link #check} once per row, block, frame or read, which takes about 30 ns. A thread without a limit is never stopped. The limit belongs to the thread,
 * so that it also holds in streams that decoders of other libraries read from.
 */
public final class WorkDeadline implements AutoCloseable {
    private static final ThreadLocal<WorkDeadline> CURRENT = new ThreadLocal<>();

    private final Duration limit;
    private final WorkDeadline outer;
    private long end;

    private WorkDeadline(Duration limit) {
        this.limit = limit;
        this.outer = CURRENT.get();
        this.end = System.nanoTime() + limit.toNanos();
        CURRENT.set(this);
    }

    /** Starts the clock for the calling thread; closing stops it. */
    public static WorkDeadline start(Duration limit) {
        return new WorkDeadline(limit);
    }

    /**
     * Returns if there is time left, or no limit.
     *
     * @throws TimeLimitException if the time is over
     */
    public static void check() {
        WorkDeadline current = CURRENT.get();
        if (current != null && current.isOver()) {
            throw new TimeLimitException("The work took longer than " + current.limit.toSeconds() + " s");
        }
    }

    /** Moves the end of the calling thread's limit by a time in which the thread waited for others. */
    public static void exclude(long nanos) {
        WorkDeadline current = CURRENT.get();
        if (current != null) {
            current.end += nanos;
        }
    }

    /** Returns the time left, at least a millisecond; the given time if the calling thread has no limit. */
    public static Duration left(Duration otherwise) {
        WorkDeadline current = CURRENT.get();
        return current == null ? otherwise : Duration.ofNanos(Math.max(1_000_000, current.end - System.nanoTime()));
    }

    /** Returns whether the time is over. */
    public boolean isOver() {
        return System.nanoTime() - end >= 0;
    }

    @Override
    public void close() {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
    }
}
