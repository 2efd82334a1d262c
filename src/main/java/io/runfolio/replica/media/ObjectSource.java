package io.runfolio.replica.media;

import io.runfolio.store.object.ObjectInfo;
import java.io.IOException;
import java.nio.file.Path;

/** Source of single files of bundles: the object store. Implementations are thread-safe. */
public interface ObjectSource {
    /**
     * Fetches one file.
     *
     * @param object its object; a checksum that is unknown is asked for
     * @param part temporary file on the same file system; an older one is overwritten
     * @param target the file, which appears whole or not at all
     * @throws io.runfolio.store.DamagedFileException if the object is missing, or has other bytes than were sent
     * @throws io.runfolio.store.FileUnavailableException if the store does not answer, or refuses
     * @throws IOException on a local I/O error
     */
    void fetch(ObjectInfo object, Path part, Path target) throws IOException;

    /** Returns whether the store has an object, with a size and the checksum that is known of it. */
    boolean has(ObjectInfo object, long bytes);
}
