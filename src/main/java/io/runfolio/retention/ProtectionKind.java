package io.runfolio.retention;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Cause of a protection. */
public enum ProtectionKind {
    /** The artifact is approved. */
    APPROVED,
    /** The artifact is the preferred one of its variants. */
    PREFERRED,
    /** The artifact or its run has the tag {@code keep}. */
    TAGGED,
    /** Another artifact was made from it, or a workflow run uses it. */
    REFERENCED,
    /** An active share link shows it. */
    SHARED,
    /** A hold is set on it or on its run. */
    HELD;

    /** Returns the word in JSON, such as {@code approved}. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
