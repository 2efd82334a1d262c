package io.runfolio.mirror;

/**
 * A file of a bundle and its object.
 *
 * @param path path in the bundle
 * @param bytes size of the file when it was sent
 * @param modified time of its last change, as ISO-8601 text
 * @param sha256 checksum in lower-case hex
 * @param etag the store's tag of the object
 */
record MirroredFile(String path, long bytes, String modified, String sha256, String etag) {
    /** Returns whether a file of this size and time was sent already. */
    boolean isUnchanged(long size, String time) {
        return bytes == size && modified.equals(time);
    }

    MirroredFile at(String time) {
        return new MirroredFile(path, bytes, time, sha256, etag);
    }
}
