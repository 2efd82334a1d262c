package io.runfolio.work;

import io.runfolio.files.EnvironmentException;

/** Thrown when a source changed after it was copied; the next attempt copies it again. */
public final class SourceChangedException extends EnvironmentException {
    SourceChangedException(String message) {
        super(message, null);
    }
}
