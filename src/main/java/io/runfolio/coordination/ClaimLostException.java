package io.runfolio.coordination;

import io.runfolio.files.RunfolioException;

/** Thrown for work on a claim that another worker has taken over. The work is dropped, and nothing is counted. */
public final class ClaimLostException extends RunfolioException {
    public ClaimLostException(String message) {
        super(message);
    }
}
