package io.runfolio.work.redo;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Outputs whose derivatives could not be made, so that repeated requests do not decode them again. Thread-safe. */
final class RecentFailures {
    private static final int MAX_ENTRIES = 1000;
    private static final Duration TIME_TO_LIVE = Duration.ofMinutes(5);

    private final Clock clock;
    private final Map<String, Failure> failures = new LinkedHashMap<>();

    private record Failure(String reason, Instant until) {}

    RecentFailures(Clock clock) {
        this.clock = clock;
    }

    synchronized void add(String name, String reason) {
        failures.remove(name);
        failures.put(name, new Failure(reason, clock.instant().plus(TIME_TO_LIVE)));
        if (failures.size() > MAX_ENTRIES) {
            failures.remove(failures.keySet().iterator().next());
        }
    }

    /** Returns why an output failed, if that was a short time ago. */
    synchronized Optional<String> find(String name) {
        return Optional.ofNullable(failures.get(name))
                .filter(failure -> clock.instant().isBefore(failure.until()))
                .map(Failure::reason);
    }
}
