package io.runfolio.run;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Status of a run that Runfolio knows; any other word of a provider is kept as text. */
public enum RunStatus {
    SUCCEEDED,
    FAILED,
    RUNNING,
    QUEUED,
    UNKNOWN;

    /** Returns the name in JSON, such as {@code succeeded}. */
    public String jsonName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the status with this exact name; empty if it is another word. */
    public static Optional<RunStatus> of(String name) {
        return Arrays.stream(values())
                .filter(status -> status.jsonName().equals(name))
                .findFirst();
    }

    /** Returns whether a run with this status has not ended. */
    public boolean isUnfinished() {
        return this == RUNNING || this == QUEUED;
    }
}
