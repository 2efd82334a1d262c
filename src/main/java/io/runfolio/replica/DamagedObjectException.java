package io.runfolio.replica;

import io.runfolio.files.RunfolioException;

/** Signals that an object of a bundle has other bytes than were sent, or has disappeared. Others may be whole. */
final class DamagedObjectException extends RunfolioException {
    private static final long serialVersionUID = 1L;

    DamagedObjectException(String message, Throwable cause) {
        super(message, cause);
    }
}
