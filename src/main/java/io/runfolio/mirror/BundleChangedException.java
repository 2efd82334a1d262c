package io.runfolio.mirror;

import io.runfolio.files.RunfolioException;

/** Signals that a file of a bundle was moved or deleted while the bundle was copied. */
final class BundleChangedException extends RunfolioException {
    private static final long serialVersionUID = 1L;

    BundleChangedException(String message, Throwable cause) {
        super(message, cause);
    }
}
