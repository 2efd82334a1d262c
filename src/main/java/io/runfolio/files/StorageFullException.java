package io.runfolio.files;

/** A local disk has no space or no inodes left. It never fails an event: work waits until there is space. */
public final class StorageFullException extends StorageException {
    public StorageFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
