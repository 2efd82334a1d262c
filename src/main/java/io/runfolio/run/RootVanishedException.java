package io.runfolio.run;

/** A storage root is not there, or is another than the one that work began with. Work waits until it is back; it is never made again. */
public final class RootVanishedException extends StorageException {
    public RootVanishedException(String message) {
        super(message, null);
    }
}
