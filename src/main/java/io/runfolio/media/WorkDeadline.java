package io.runfolio.media;

import java.time.Duration;

/**
 * Time limit for the calling thread's work on one file.
 *
 * <p>Loops over untrusted data call {@link #check} per row, block, frame or read, which takes about 30 ns. Threads
 * without a limit are never stopped. The limit is thread-local, so it also applies inside streams that other libraries
 * read.
 */
public final class WorkDeadline implements AutoCloseable {
    private static final ThreadLocal<WorkDeadline> CURRENT = new ThreadLocal<>();

    private final Duration limit;
    private final WorkDeadline outer;
    /** Written by the thread of the work, and read by its helpers. */
    private volatile long end;

    private WorkDeadline(Duration limit) {
        this.limit = limit;
        this.outer = CURRENT.get();
        this.end = System.nanoTime() + limit.toNanos();
        CURRENT.set(this);
    }

    /** Starts a limit for the calling thread; closing ends it. */
    public static WorkDeadline start(Duration limit) {
        return new WorkDeadline(limit);
    }

    /**
     * Returns normally if there is time left or no limit.
     *
     * @throws TimeLimitException if the time limit is exceeded
     */
    public static void check() {
        WorkDeadline current = CURRENT.get();
        if (current != null && current.isExpired()) {
            throw new TimeLimitException("The work exceeded the time limit of " + current.limit.toSeconds() + " s");
        }
    }

    /** Extends the calling thread's limit by the time it spent waiting for other threads. */
    public static void extend(long nanos) {
        WorkDeadline current = CURRENT.get();
        if (current != null) {
            current.end += nanos;
        }
    }

    /** Returns the remaining time, at least a millisecond; the given time if there is no limit. */
    public static Duration remaining(Duration otherwise) {
        WorkDeadline current = CURRENT.get();
        return current == null ? otherwise : current.left();
    }

    /** Returns the remaining time, at least a millisecond, so that a late start is stopped at once. */
    public Duration left() {
        return Duration.ofNanos(Math.max(1_000_000, end - System.nanoTime()));
    }

    /** Returns whether the time limit is exceeded. */
    public boolean isExpired() {
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
