package io.runfolio.catalog;

import io.runfolio.files.RunfolioException;

/** The catalog's database failed or holds invalid data. */
public class CatalogException extends RunfolioException {
    private static final long serialVersionUID = 1L;

    public CatalogException(String message, Throwable cause) {
        super(message, cause);
    }
}
