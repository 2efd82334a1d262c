package io.runfolio.workflow.run;

import java.util.Locale;

/** State of a workflow run. */
public enum RunState {
    QUEUED,
    RUNNING,
    /** A gate waits for a decision on an artifact. */
    REVIEW,
    COMPLETED,
    FAILED,
    CANCELLED;

    /** Returns the name in the HTTP API and in the ledger. */
    public String jsonName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether the run has ended. Only {@code failed} runs can be retried. */
    public boolean isEnd() {
        return this == COMPLETED || this == FAILED || this == CANCELLED;
    }
}
