package io.runfolio.coordination.access;

import java.time.Duration;
import java.util.List;

/**
 * Counters of failed attempts at secrets. A counter begins again at 0 some time after its first attempt, at most
 * {@link #WINDOW}. Thread-safe.
 *
 * <p>Methods throw {@link io.runfolio.files.StorageException} if the counters cannot be read or changed.
 */
public interface AttemptCounters {
    /** Time for which an attempt counts at most. */
    Duration WINDOW = Duration.ofMinutes(15);

    /**
     * Limit of a counter.
     *
     * @param counter name of the counter; its length has no limit
     * @param max number of attempts at which it is full
     */
    record Limit(String counter, int max) {}

    /**
     * Counts an attempt in all counters, or in none if one of them is full.
     *
     * @param limits in the order in which every caller has them: the most special counter first
     * @return whether the attempt was counted
     */
    boolean count(List<Limit> limits);

    /** Takes back an attempt that was counted, as it was right or was not made. */
    void takeBack(List<Limit> limits);

    /** Returns the time until those of the counters that are full have room; zero if none is full. */
    Duration untilRoom(List<Limit> limits);
}
