package io.runfolio.run;

/** No space or no inode is left on our own disk. It never fails an event: work waits until there is room. */
public final class StorageFullException extends StorageException {
    public StorageFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
