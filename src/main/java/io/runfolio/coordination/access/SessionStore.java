package io.runfolio.coordination.access;

import java.time.Duration;
import java.util.Optional;

/**
 * Sessions of browsers, by the SHA-256 of their ids. A session belongs to the token that opened it. Thread-safe.
 *
 * <p>Methods throw {@link io.runfolio.files.StorageException} if the sessions cannot be read or changed.
 */
public interface SessionStore {
    /** Maximum number of sessions of one token, over all servers. */
    int MAX_PER_TOKEN = 20;

    /** Maximum number of sessions of all tokens, over all servers. */
    int MAX_SESSIONS = 1000;

    /**
     * Opens a session; beyond the limits, closes the oldest one of the token or of all.
     *
     * @param tokenSha256 SHA-256 of the token that opens it
     * @param life time until it ends by itself
     */
    void open(String idSha256, String tokenSha256, Duration life);

    /** Returns the SHA-256 of the token of a session; empty if it has ended or never existed. */
    Optional<String> token(String idSha256);

    /** Closes a session for all servers. A session that has ended stays as it is. */
    void close(String idSha256);

    /** Closes all sessions of a token for all servers. */
    void closeAll(String tokenSha256);

    /** Returns whether calls wait for another process, so that no event loop may make them. */
    boolean isRemote();
}
