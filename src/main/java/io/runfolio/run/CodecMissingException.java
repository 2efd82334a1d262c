package io.runfolio.run;

/** A codec that ships with Runfolio cannot be loaded on this machine, as its library could not be unpacked or started. That is no event's fault: work waits until the machine is mended. */
public final class CodecMissingException extends StorageException {
    public CodecMissingException(String message, Throwable cause) {
        super(message, cause);
    }
}
