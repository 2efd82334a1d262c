package io.runfolio.artifact;

/** An artifact of this status cannot be decided on in this way; see {@link Transitions}. Code: {@code transition_refused}. */
public final class TransitionRefusedException extends ReviewException {
    private final String status;
    private final LedgerAction action;

    public TransitionRefusedException(String artifactId, String status, LedgerAction action) {
        super(
                "transition_refused",
                "The artifact " + artifactId + " has the status " + status + " and does not allow " + action.word()
                        + (Transitions.from(status).contains(LedgerAction.REOPEN) ? "; reopen it first." : "."));
        this.status = status;
        this.action = action;
    }

    /** Returns the status that the artifact has. */
    public String status() {
        return status;
    }

    /** Returns what was asked for. */
    public LedgerAction action() {
        return action;
    }
}
