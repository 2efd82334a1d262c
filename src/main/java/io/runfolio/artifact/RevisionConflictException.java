package io.runfolio.artifact;

/** Somebody else has changed the artifact meanwhile. Code: {@code revision_conflict}. */
public final class RevisionConflictException extends ReviewException {
    private final long expected;
    private final long actual;

    public RevisionConflictException(String artifactId, long expected, long actual) {
        super(
                "revision_conflict",
                "The artifact " + artifactId + " is at revision " + actual + ", not " + expected
                        + ": look at it again, then decide.");
        this.expected = expected;
        this.actual = actual;
    }

    /** Returns the revision that the change was meant for. */
    public long expected() {
        return expected;
    }

    /** Returns the revision that the artifact is at. */
    public long actual() {
        return actual;
    }
}
