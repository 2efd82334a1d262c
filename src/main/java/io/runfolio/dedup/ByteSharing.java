package io.runfolio.dedup;

import io.runfolio.settings.MediaSettings.DedupMode;
import java.io.IOException;
import java.nio.file.Path;

/** Technique by which two files share their bytes. */
interface ByteSharing {
    /** Returns the mode that selects this technique. */
    DedupMode mode();

    /**
     * Creates the object of an original that has none.
     *
     * @param original the original, whose checksum is verified
     * @param object path of the object
     * @param part a path on the same file system that is not taken
     * @throws java.nio.file.FileAlreadyExistsException if another process created the object meanwhile
     */
    void createObject(Path original, String sha256, Path object, Path part) throws IOException;

    /**
     * Creates a file that shares the bytes of an object.
     *
     * @param original the original that the file will replace
     * @param part the file, which does not exist
     */
    void share(Path object, String sha256, Path original, Path part) throws IOException;

    /** Returns whether an original shares the bytes of an object. */
    boolean isShared(Path original, String sha256, Path object) throws IOException;
}
