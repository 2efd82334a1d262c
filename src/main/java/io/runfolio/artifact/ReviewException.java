package io.runfolio.artifact;

import io.runfolio.files.RunfolioException;

/** A change in review that is not made; nothing was written. */
public abstract class ReviewException extends RunfolioException {
    private final String code;

    ReviewException(String code, String message) {
        super(message);
        this.code = code;
    }

    /** Returns a stable word for the cause, such as {@code revision_conflict}. */
    public String code() {
        return code;
    }
}
