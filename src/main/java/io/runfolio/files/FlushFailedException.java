package io.runfolio.files;

/**
 * A flush of an append file failed, so the state on disk is unknown. The file takes no more lines until the process
 * restarts, as a second flush would report success for lost data.
 */
public final class FlushFailedException extends StorageException {
    public FlushFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
