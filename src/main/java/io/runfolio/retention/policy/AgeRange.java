package io.runfolio.retention.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Condition on the age of a time.
 *
 * @param olderThan ages above this match; empty without a lower bound
 * @param youngerThan ages below this match; empty without an upper bound
 */
public record AgeRange(Optional<Duration> olderThan, Optional<Duration> youngerThan) {
    /** Matches every time, also an unknown one. */
    public static final AgeRange ANY = new AgeRange(Optional.empty(), Optional.empty());

    /** Returns whether it is a condition at all. */
    public boolean isSet() {
        return olderThan.isPresent() || youngerThan.isPresent();
    }

    /**
     * Returns whether a time matches. An unknown time matches no condition.
     *
     * @param time the time; empty if unknown
     */
    boolean matches(Optional<Instant> time, Instant now) {
        if (!isSet()) {
            return true;
        }
        return time.map(from -> Duration.between(from, now))
                .filter(age -> olderThan.map(limit -> age.compareTo(limit) > 0).orElse(true))
                .filter(age ->
                        youngerThan.map(limit -> age.compareTo(limit) < 0).orElse(true))
                .isPresent();
    }
}
