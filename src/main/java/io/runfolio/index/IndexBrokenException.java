package io.runfolio.index;

import io.runfolio.run.StorageException;

/**
 * A flush of the index or of the event ledger failed, so that nobody knows what is on disk. The writer stays out of use until the process starts anew, as a second flush would report success for data
 * that is gone.
 */
public final class IndexBrokenException extends StorageException {
    public IndexBrokenException(String message, Throwable cause) {
        super(message, cause);
    }
}
