package io.runfolio.coordination.job;

/**
 * Item that has failed or was skipped.
 *
 * @param item its name
 * @param outcome {@code failed} or {@code skipped}
 * @param reason why
 */
public record JobProblem(String item, String outcome, String reason) {
    /** Returns an item that has failed. */
    public static JobProblem failed(String item, String reason) {
        return new JobProblem(item, "failed", reason);
    }

    /** Returns an item that was skipped. */
    public static JobProblem skipped(String item, String reason) {
        return new JobProblem(item, "skipped", reason);
    }

    /** Returns whether the item has failed. */
    public boolean isFailure() {
        return outcome.equals("failed");
    }
}
