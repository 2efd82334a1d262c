package io.runfolio.coordination.job;

import java.util.Locale;

/** State of a job. */
public enum JobState {
    /** Its cursor moves and its tasks are claimed. */
    RUNNING,
    /** Tasks that are claimed come to their end; no other one is claimed until it is resumed. */
    PAUSED,
    /** Ended by an operator; its tasks are gone. */
    CANCELLED,
    /** All items have an outcome. */
    DONE;

    /** Returns the word for tables and JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether the job has ended for good. */
    public boolean isEnd() {
        return this == CANCELLED || this == DONE;
    }
}
