package io.runfolio.api.security;

import io.runfolio.api.ApiException;
import java.util.function.Supplier;

/** Tokens of a server, as they are at each request. Thread-safe. */
public interface TokenSource extends Supplier<Tokens> {
    /**
     * Returns the tokens.
     *
     * @throws ApiException 503 if they cannot be read now
     */
    @Override
    Tokens get();

    /** Returns whether callers need a token. While the tokens cannot be read, they do. */
    default boolean areRequired() {
        return get().areRequired();
    }

    /** Returns whether {@link #areRequired} is known without waiting for another process, and true. */
    default boolean areKnownToBeRequired() {
        return areRequired();
    }

    /** Returns whether {@link #get} waits for another process, so that no event loop may call it. */
    default boolean isRemote() {
        return false;
    }
}
