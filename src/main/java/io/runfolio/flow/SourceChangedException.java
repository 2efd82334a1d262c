package io.runfolio.flow;

import io.runfolio.run.EnvironmentException;

/** A file of an event was written to after it was copied: the attempt has failed, and the next one copies the file again. */
public final class SourceChangedException extends EnvironmentException {
    SourceChangedException(String message) {
        super(message, null);
    }
}
