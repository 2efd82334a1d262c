package io.runfolio.retention.plan;

import io.runfolio.retention.RetentionException;

/** There is no plan with this id. Code: {@code unknown_plan}. */
public final class UnknownPlanException extends RetentionException {
    private static final long serialVersionUID = 1L;

    UnknownPlanException(String id) {
        super("unknown_plan", "There is no plan " + id + ": `runfolio retention status` lists them");
    }
}
