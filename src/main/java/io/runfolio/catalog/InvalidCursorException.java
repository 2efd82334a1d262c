package io.runfolio.catalog;

import io.runfolio.run.RunfolioException;

/** A cursor that no page gave. */
public final class InvalidCursorException extends RunfolioException {
    private static final long serialVersionUID = 1L;

    public InvalidCursorException(String cursor) {
        super("The cursor \"" + cursor + "\" is none that a page gave; ask for the first page again without a cursor.");
    }
}
