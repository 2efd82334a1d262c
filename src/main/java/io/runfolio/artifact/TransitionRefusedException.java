package io.runfolio.artifact;

/**
 * An artifact of this status cannot be decided on in this way; see {@link ReviewTransitions}. Code:
 * {@code transition_refused}.
 */
public final class TransitionRefusedException extends ReviewException {
    private final String status;
    private final ReviewAction action;

    public TransitionRefusedException(String artifactId, String status, ReviewAction action) {
        super(
                "transition_refused",
                "The artifact " + artifactId + " has the status " + status + " and does not allow " + action.word()
                        + (ReviewTransitions.from(status).contains(ReviewAction.REOPEN) ? "; reopen it first." : "."));
        this.status = status;
        this.action = action;
    }

    /** Returns the status that the artifact has. */
    public String status() {
        return status;
    }

    /** Returns what was asked for. */
    public ReviewAction action() {
        return action;
    }
}
