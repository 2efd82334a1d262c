package io.runfolio.media;

import io.runfolio.files.RunfolioException;

/** Signals that the time limit for one file is exceeded. Decoders throw it from their loops. */
public final class TimeLimitException extends RunfolioException {
    private static final long serialVersionUID = 1L;

    TimeLimitException(String message) {
        super(message, null);
    }
}
