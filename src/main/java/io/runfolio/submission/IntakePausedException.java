package io.runfolio.submission;

import io.runfolio.files.RunfolioException;

/** Thrown while no event can be taken in; the message stays with its broker. */
public final class IntakePausedException extends RunfolioException {
    private static final long serialVersionUID = 1L;

    IntakePausedException(String reason) {
        super("The intake is paused: " + reason);
    }
}
