package io.runfolio.catalog;

import io.runfolio.run.RunfolioException;

/** The catalog's database does not answer, or answers what it should not. */
public class CatalogException extends RunfolioException {
    private static final long serialVersionUID = 1L;

    public CatalogException(String message, Throwable cause) {
        super(message, cause);
    }
}
