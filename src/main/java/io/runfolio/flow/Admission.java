package io.runfolio.flow;

import io.runfolio.intake.RunEvent;
import java.util.Optional;

/**
 * How far an event has come before.
 *
 * @param kind what is left to do
 * @param event the event
 * @param sealed its bundle, where that waits for its index line
 * @param runId its run, where that is in the index
 */
public record Admission(Kind kind, RunEvent event, Optional<SealedRun> sealed, Optional<String> runId) {

    /** What is left to do. */
    public enum Kind {
        /** All. */
        NEW,
        /** The index line. */
        SEALED,
        /** Nothing. */
        DUPLICATE
    }
}
