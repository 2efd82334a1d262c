package io.runfolio.api.security;

import io.runfolio.api.ApiException;
import io.runfolio.api.Scope;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tokens as commands create, list and revoke them, by their hashes. Changes are durable, and running servers apply them
 * to the next request. Thread-safe.
 *
 * <p>Methods throw {@link io.runfolio.files.StorageException} if the tokens cannot be read or changed.
 */
public interface TokenStore {
    /**
     * Creates a token.
     *
     * @return the token, which cannot be recovered
     * @throws ApiException if a token has that name
     */
    String create(String name, Set<Scope> scopes);

    /** Creates a token if there was never one; of several processes that ask, one gets it. */
    Optional<String> createFirst(String name, Set<Scope> scopes);

    /** Revokes a token; returns whether there was one of that name. */
    boolean revoke(String name);

    /** Returns the tokens, in order of creation. */
    List<Tokens.StoredToken> list();

    /** Returns where the tokens are kept, for messages. */
    String place();
}
