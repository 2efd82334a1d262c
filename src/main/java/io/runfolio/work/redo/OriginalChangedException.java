package io.runfolio.work.redo;

import io.runfolio.files.EnvironmentException;

/** An original that is missing, or is not the file that was sealed: nothing can be made from it. */
final class OriginalChangedException extends EnvironmentException {
    private static final long serialVersionUID = 1L;

    OriginalChangedException(String message) {
        super(message, null);
    }
}
