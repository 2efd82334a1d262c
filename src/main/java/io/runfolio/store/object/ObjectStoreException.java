package io.runfolio.store.object;

import io.runfolio.files.RunfolioException;

/** Signals that an object store did not do what was asked. */
public final class ObjectStoreException extends RunfolioException {
    private static final long serialVersionUID = 1L;

    private final Cause kind;

    /** Reasons for the failure of a request. */
    public enum Cause {
        /** The store does not answer, or is overloaded: the same request may succeed later. */
        UNAVAILABLE,
        /** Credentials, rights or the bucket are wrong: no request will succeed until somebody changes them. */
        DENIED,
        /** The object or the upload does not exist. */
        MISSING,
        /** The store has compared the checksum, and the bytes are others. */
        CHECKSUM,
        /** The store refuses this request for another reason. */
        REFUSED
    }

    public ObjectStoreException(Cause kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Cause kind() {
        return kind;
    }

    /** Returns whether other objects would fail in the same way. */
    public boolean concernsStore() {
        return kind == Cause.UNAVAILABLE || kind == Cause.DENIED;
    }
}
