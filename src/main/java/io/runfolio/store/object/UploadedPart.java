package io.runfolio.store.object;

/**
 * A part of an upload that the store has.
 *
 * @param number position, from 1
 * @param bytes size
 * @param etag the store's tag of the part, without quotes
 * @param sha256 checksum of the part in lower-case hex; empty if the store does not list it
 */
public record UploadedPart(int number, long bytes, String etag, String sha256) {}
