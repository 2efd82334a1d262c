package io.runfolio.artifact.transfer;

/**
 * Result for one bundle of an import or adoption.
 *
 * @param runId id of the run
 * @param runPath path of the bundle relative to the outputs folder
 * @param state {@code added}, {@code known} for one that is here already as it is there, {@code restored} for one whose
 *     removed files came back, {@code would_add} and {@code would_restore} in a dry run, or {@code refused}
 * @param code why it was refused, a stable word such as {@code artifact_id_taken}; the empty word otherwise
 * @param reason the same as a sentence; the empty word otherwise
 */
public record ImportResult(String runId, String runPath, String state, String code, String reason) {
    static final String ADDED = "added";
    static final String KNOWN = "known";
    static final String RESTORED = "restored";
    static final String WOULD_ADD = "would_add";
    static final String WOULD_RESTORE = "would_restore";
    static final String REFUSED = "refused";

    /** Returns the result for a bundle that was not refused. */
    public ImportResult(String runId, String runPath, String state, String reason) {
        this(runId, runPath, state, "", reason);
    }

    /** Returns whether the bundle was refused. */
    public boolean wasRefused() {
        return state.equals(REFUSED);
    }

    static ImportResult refused(String runId, String runPath, String code, String reason) {
        return new ImportResult(runId, runPath, REFUSED, code, reason);
    }
}
