package io.runfolio.files;

/** An I/O error of a local disk. The work in progress is not acknowledged and may be retried. */
public class StorageException extends RunfolioException {
    public StorageException(String message, Throwable cause) {
        super(message, cause);
    }
}
