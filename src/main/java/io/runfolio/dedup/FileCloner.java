package io.runfolio.dedup;

import java.io.IOException;
import java.nio.file.Path;

/** Creates copy-on-write clones of files. */
@FunctionalInterface
public interface FileCloner {
    /**
     * Creates a file with the bytes of another one, which it shares on disk.
     *
     * @param target a path that is not taken
     * @throws IOException if the file system cannot clone, or on an I/O error
     */
    void copyAsClone(Path source, Path target) throws IOException;
}
