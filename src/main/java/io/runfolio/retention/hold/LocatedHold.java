package io.runfolio.retention.hold;

import io.runfolio.bundle.ledger.Hold;

/**
 * Hold and the run that it is in.
 *
 * @param runPath the bundle's place relative to the outputs folder
 * @param hold the hold
 */
public record LocatedHold(String runPath, Hold hold) {
    /** Returns the run's id. */
    public String runId() {
        return runPath.substring(runPath.lastIndexOf('/') + 1);
    }
}
