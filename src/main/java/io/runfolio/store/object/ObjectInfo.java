package io.runfolio.store.object;

import java.util.Optional;

/**
 * Properties of an object.
 *
 * @param key key below the store's prefix
 * @param bytes size
 * @param etag the store's tag of the content, without quotes
 * @param sha256 checksum in lower-case hex that was stored with the object; empty if unknown, as in listings
 */
public record ObjectInfo(String key, long bytes, String etag, Optional<String> sha256) {}
