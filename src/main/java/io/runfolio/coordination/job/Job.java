package io.runfolio.coordination.job;

import java.time.Duration;
import java.time.Instant;

/**
 * Job as operators see it.
 *
 * @param id its name
 * @param order what it is to do, as it was created with
 * @param state its state
 * @param total number of items when it was created
 * @param seen items that the cursor has passed
 * @param open items whose tasks wait or are in progress
 * @param done items that are done
 * @param failed items that have failed
 * @param skipped items that were skipped
 * @param isRead whether the cursor is at its end
 * @param times its times
 */
public record Job(
        String id,
        String order,
        JobState state,
        long total,
        long seen,
        long open,
        long done,
        long failed,
        long skipped,
        boolean isRead,
        Times times) {
    private static final double MILLIS_PER_SECOND = 1000;

    /**
     * Times of a job.
     *
     * @param created when it was created
     * @param changed when it was changed last
     * @param resumed when it was created or resumed last
     * @param handledBefore items that had an outcome at that time
     * @param now the present time, by the same clock
     */
    public record Times(Instant created, Instant changed, Instant resumed, long handledBefore, Instant now) {}

    /** Returns the number of items with an outcome. */
    public long handled() {
        return done + failed + skipped;
    }

    /** Returns the number of items without an outcome; 0 for a job that has ended. */
    public long left() {
        if (state.isEnd()) {
            return 0;
        }
        return open + (isRead ? 0 : Math.max(0, total - seen));
    }

    /** Returns items with an outcome a second, since the job was created or resumed last. */
    public double perSecond() {
        Instant until = state == JobState.RUNNING ? times.now() : times.changed();
        double seconds = Duration.between(times.resumed(), until).toMillis() / MILLIS_PER_SECOND;
        return seconds <= 0 ? 0 : (handled() - times.handledBefore()) / seconds;
    }
}
