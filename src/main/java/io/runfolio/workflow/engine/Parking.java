package io.runfolio.workflow.engine;

import io.runfolio.coordination.Waiting;
import io.runfolio.workflow.run.RunFold;
import java.time.Duration;
import java.time.Instant;

/** Reasons for which runs are parked. */
final class Parking {
    /** Word of runs that wait for the next attempt at a step. */
    static final String RETRY = "retry";
    /** Word of runs that wait for a result that arrives later. */
    static final String TICKET = "ticket";
    /** Word of runs that wait for a child run. */
    static final String CHILD = "child";
    /** Word of runs that wait for their bundle. */
    static final String BUNDLING = "bundling";
    /** Word of runs that wait for a decision. */
    static final String REVIEW = "review";
    /** Word of runs that another thread or process is changing. */
    static final String BUSY = "busy";
    /** Word of runs that wait after a fault of the environment. */
    static final String FAULT = "fault";

    private static final Instant NEVER = Instant.parse("9999-12-31T00:00:00Z");
    private static final int SHARE_OF_WAIT = 4;

    private Parking() {}

    /** Returns the waiting of a run until a time. */
    static Waiting until(RunFold run, String word, Instant wakeAt, String detail) {
        return new Waiting(
                word, wakeAt, NEVER, run.lastAt(), detail, run.specification().queuedAt());
    }

    /** Returns the waiting of a run that looks again and again, the less often the longer it has waited. */
    static Waiting looking(RunFold run, String word, Instant now, Duration min, Duration max, String detail) {
        Duration share = Duration.between(run.lastAt(), now).dividedBy(SHARE_OF_WAIT);
        Duration pause = share.compareTo(min) < 0 ? min : share.compareTo(max) > 0 ? max : share;
        return until(run, word, now.plus(pause), detail);
    }

    static Waiting busy(Instant now, Duration pause) {
        return new Waiting(BUSY, now.plus(pause), NEVER, now, "The run is being changed.", now);
    }

    static Waiting fault(Instant now, Duration pause, String reason) {
        return new Waiting(FAULT, now.plus(pause), NEVER, now, reason, now);
    }
}
