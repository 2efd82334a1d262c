package io.runfolio.store;

import io.runfolio.files.StorageException;

/** Signals that the object of a file has other bytes than were sent, or has disappeared. Other files may be whole. */
public final class DamagedFileException extends StorageException {
    private static final long serialVersionUID = 1L;

    public DamagedFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
