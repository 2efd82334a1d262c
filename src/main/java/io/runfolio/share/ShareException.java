package io.runfolio.share;

import io.runfolio.files.RunfolioException;

/** A link or URL that cannot be created, with the reason. */
public final class ShareException extends RunfolioException {
    private static final long serialVersionUID = 1L;

    /** @param message names the field and its form */
    public ShareException(String message) {
        super(message);
    }
}
