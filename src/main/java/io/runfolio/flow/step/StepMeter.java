package io.runfolio.flow.step;

import java.time.Duration;

/** Measures the calls of endpoints. Implementations are thread-safe. */
@FunctionalInterface
public interface StepMeter {
    String COMPLETED = "completed";
    String FAILED = "failed";
    /** The result arrives later. */
    String WAITING = "waiting";

    String INTERRUPTED = "interrupted";

    /**
     * Counts a call.
     *
     * @param outcome one of the words of this interface
     */
    void ended(String kind, String outcome, Duration took);
}
