package io.runfolio.store;

import io.runfolio.files.StorageException;

/** Signals that a file is in the object store only, which does not answer. The bundle's records can be read. */
public final class FileUnavailableException extends StorageException {
    private static final long serialVersionUID = 1L;

    public FileUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
