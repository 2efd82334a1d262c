package io.runfolio.submission;

import io.runfolio.files.RunfolioException;

/** Thrown for an event whose identity is known with different content. */
public final class EventConflictException extends RunfolioException {
    private static final long serialVersionUID = 1L;

    EventConflictException(String message) {
        super(message);
    }
}
