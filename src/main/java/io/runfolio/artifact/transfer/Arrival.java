package io.runfolio.artifact.transfer;

/**
 * What became of one bundle that was to be taken in.
 *
 * @param runId the run
 * @param runPath where it is, or would be, relative to the outputs folder
 * @param state {@code added}, {@code known} for one that is here already as it is there, {@code would_add} in a dry run, or {@code refused}
 * @param reason why it was refused; the empty word otherwise
 */
public record Arrival(String runId, String runPath, String state, String reason) {
    static final String ADDED = "added";
    static final String KNOWN = "known";
    static final String WOULD_ADD = "would_add";
    static final String REFUSED = "refused";

    /** Returns whether it was refused. */
    public boolean wasRefused() {
        return state.equals(REFUSED);
    }

    static Arrival refused(String runId, String runPath, String reason) {
        return new Arrival(runId, runPath, REFUSED, reason);
    }
}
