package io.runfolio.retention.plan;

import io.runfolio.retention.RetentionException;

/** A plan cannot be applied now. Codes: {@code plan_expired}, {@code apply_running}. */
public final class PlanRefusedException extends RetentionException {
    private static final long serialVersionUID = 1L;

    private PlanRefusedException(String code, String message) {
        super(code, message);
    }

    static PlanRefusedException expired(PlanSummary plan) {
        return new PlanRefusedException(
                "plan_expired",
                "The plan " + plan.id() + " expired at " + plan.expiresAt()
                        + ": make a new one with `runfolio retention plan`");
    }

    static PlanRefusedException running() {
        return new PlanRefusedException(
                "apply_running", "Another process applies a plan now: try again when it has ended");
    }
}
