package io.runfolio.work;

import io.runfolio.coordination.Waiting;
import io.runfolio.intake.RunEvent;
import java.util.Optional;

/**
 * Remaining work for an event, by what was done for it before.
 *
 * @param kind the remaining work
 * @param event the event
 * @param sealed its bundle, if that has no index line yet
 * @param runId its run, if that is in the index
 * @param waiting what it waits for, if it cannot be bundled yet
 */
public record Admission(
        Kind kind, RunEvent event, Optional<SealedRun> sealed, Optional<String> runId, Optional<Waiting> waiting) {

    Admission(Kind kind, RunEvent event, Optional<SealedRun> sealed, Optional<String> runId) {
        this(kind, event, sealed, runId, Optional.empty());
    }

    /** Returns the admission of a new event that has to wait. */
    public Admission until(Waiting what) {
        return new Admission(Kind.WAITING, event, sealed, runId, Optional.of(what));
    }

    /** Remaining work. */
    public enum Kind {
        /** All steps. */
        NEW,
        /** All steps, once something outside has come. */
        WAITING,
        /** The index line only. */
        SEALED,
        /** None. */
        DUPLICATE
    }
}
