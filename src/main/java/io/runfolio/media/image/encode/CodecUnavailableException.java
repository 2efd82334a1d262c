package io.runfolio.media.image.encode;

import io.runfolio.files.StorageException;

/** A bundled codec cannot be loaded on this machine; work waits until the machine is repaired. */
final class CodecUnavailableException extends StorageException {
    CodecUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
