package io.runfolio.artifact.notes;

import io.runfolio.files.RunfolioException;

/** The notes of a run have another revision than the caller expected. */
public final class NotesConflictException extends RunfolioException {
    private static final long serialVersionUID = 1L;

    private final long actual;

    NotesConflictException(long expected, long actual) {
        super("The notes have revision " + actual + ", not " + expected + ": read them again first.");
        this.actual = actual;
    }

    /** Returns the present revision. */
    public long actual() {
        return actual;
    }
}
