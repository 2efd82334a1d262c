package io.runfolio.retention;

import io.runfolio.files.RunfolioException;

/** Request about holds or removed files that cannot be served; nothing was written. */
public abstract class RetentionException extends RunfolioException {
    private final String code;

    protected RetentionException(String code, String message) {
        super(message);
        this.code = code;
    }

    /** Returns a stable word for the cause, such as {@code unknown_hold}. */
    public String code() {
        return code;
    }
}
