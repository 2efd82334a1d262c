package io.runfolio.bundle.ledger;

/**
 * File that was removed, with the facts it had.
 *
 * @param path relative to the bundle
 * @param bytes its size
 * @param sha256 its checksum in lower-case hex; null if none was recorded
 * @param mimeType its media type; null if unknown
 */
public record RemovedFile(String path, Long bytes, String sha256, String mimeType) {}
