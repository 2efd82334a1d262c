package io.runfolio.catalog;

import io.runfolio.files.RunfolioException;

/** A cursor that no page returned. */
public final class InvalidCursorException extends RunfolioException {
    private static final long serialVersionUID = 1L;

    public InvalidCursorException(String cursor) {
        super("The cursor \"" + cursor + "\" is not one of a page: request the first page without a cursor.");
    }
}
