package io.runfolio.coordination.shared;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Files that hosts without a common folder hand to each other. Each has an id and a state. Thread-safe.
 *
 * <p>Methods throw {@link io.runfolio.files.StorageException} if the files cannot be read or changed.
 */
public interface SharedFiles {
    /**
     * Adds a file, or replaces its state: the bytes first, unless they are there, then the state. Both are durable when
     * this returns.
     *
     * @param data the bytes
     * @param sha256 their checksum, in lower-case hex
     */
    void put(String id, Path data, String sha256, byte[] state);

    /** Returns the state of a file; empty if it does not exist. */
    Optional<byte[]> state(String id);

    /**
     * Writes the bytes of a file.
     *
     * @param target the file to write, which is replaced
     * @return their checksum
     */
    String fetch(String id, Path target);

    /** Deletes a file, its state first. */
    void delete(String id);

    /** Returns the ids of all files. */
    List<String> ids();
}
