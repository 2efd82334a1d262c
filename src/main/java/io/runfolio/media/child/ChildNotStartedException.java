package io.runfolio.media.child;

import io.runfolio.run.RunfolioException;

/** A program could not be started: it is not there, may not be run, or lacks a library. */
public final class ChildNotStartedException extends RunfolioException {
    public ChildNotStartedException(String message, Throwable cause) {
        super(message, cause);
    }
}
