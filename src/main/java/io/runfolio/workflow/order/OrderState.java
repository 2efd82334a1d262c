package io.runfolio.workflow.order;

import java.util.Locale;

/** Progress of an order, derived from the folder of its file. */
public enum OrderState {
    /** Waiting for a generator. */
    QUEUED,
    /** Taken by a generator. */
    RUNNING,
    /** Cancelled before a generator took it. */
    CANCELLED;

    /** Returns the name in the HTTP API. */
    public String jsonName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
