package io.runfolio.mirror;

import io.runfolio.files.RunfolioException;

/** Signals that a mirror cannot be used as it is. The message names the remedy. */
public final class MirrorException extends RunfolioException {
    private static final long serialVersionUID = 1L;

    public MirrorException(String message) {
        super(message);
    }
}
