package io.runfolio.workflow.run;

import java.util.Locale;

/** State of a step of a workflow run. */
public enum StepState {
    PENDING,
    RUNNING,
    COMPLETED,
    FAILED,
    /** Its output is a supplied artifact, or its run has ended before it. */
    SKIPPED;

    /** Returns the name in the HTTP API and in the ledger. */
    public String jsonName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
