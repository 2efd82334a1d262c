package io.runfolio.media;

import io.runfolio.run.RunfolioException;

/** The time limit for the work on one file is over. Decoders throw it out of whatever loop they are in. */
public final class TimeLimitException extends RunfolioException {
    private static final long serialVersionUID = 1L;

    TimeLimitException(String message) {
        super(message, null);
    }
}
