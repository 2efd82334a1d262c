package io.runfolio.store.object;

import java.time.Instant;
import java.util.Optional;

/**
 * Properties of an object.
 *
 * @param key key below the store's prefix
 * @param bytes size
 * @param etag the store's tag of the content, without quotes
 * @param sha256 checksum in lower-case hex that was stored with the object; empty if unknown, as in listings
 * @param written time at which it was written, by the clock of the store; empty if unknown
 */
public record ObjectInfo(String key, long bytes, String etag, Optional<String> sha256, Optional<Instant> written) {
    /** Properties of an object that was written just now. */
    public ObjectInfo(String key, long bytes, String etag, Optional<String> sha256) {
        this(key, bytes, etag, sha256, Optional.empty());
    }
}
