package io.runfolio.json;

import io.runfolio.files.RunfolioException;

/** Thrown if a bundle or a file of it is missing or violates the contract. */
public final class UnreadableRecordException extends RunfolioException {
    public UnreadableRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
