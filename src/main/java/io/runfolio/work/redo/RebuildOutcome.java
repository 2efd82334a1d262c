package io.runfolio.work.redo;

/**
 * Result of a rebuild for one output.
 *
 * @param kind what was done
 * @param reason why nothing was done; empty otherwise
 * @param bytes size of the files that were made
 */
public record RebuildOutcome(Kind kind, String reason, long bytes) {

    /** Kind of an outcome. */
    public enum Kind {
        /** Lost files are back under their sealed names, byte for byte. */
        RESTORED,
        /** New files and a ledger line. */
        REBUILT,
        /** Facts and previews that the record lacked; all files that it had stay. */
        RECORDED,
        /** The files that were made are those that are there. */
        UNCHANGED,
        /** Nothing to do. */
        UP_TO_DATE,
        /** Left out, with the reason. */
        SKIPPED,
        /** Derivatives could not be made; those that are there stay. */
        FAILED,
        /** Another process is working on the run. */
        BUSY
    }

    /** Returns an outcome without a reason. */
    public static RebuildOutcome of(Kind kind) {
        return new RebuildOutcome(kind, "", 0);
    }

    /** Returns the outcome of an output that is left out. */
    public static RebuildOutcome skipped(String reason) {
        return new RebuildOutcome(Kind.SKIPPED, reason, 0);
    }

    /** Returns the outcome of an output whose derivatives could not be made. */
    public static RebuildOutcome failed(String reason) {
        return new RebuildOutcome(Kind.FAILED, reason, 0);
    }
}
