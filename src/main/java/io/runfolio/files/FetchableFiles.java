package io.runfolio.files;

import java.util.OptionalLong;

/** Files that a folder may lack, and that are brought into it when they are read. Implementations are thread-safe. */
public interface FetchableFiles {
    /** Files of a folder that has all of its files. */
    FetchableFiles NONE = new FetchableFiles() {
        @Override
        public OptionalLong bytes(String path) {
            return OptionalLong.empty();
        }

        @Override
        public void bring(String path) {}
    };

    /**
     * Returns the size of a file that can be fetched; empty for all other files.
     *
     * @param path path in the folder, with {@code /}
     */
    OptionalLong bytes(String path);

    /**
     * Fetches a file that can be fetched, unless the folder has it, and keeps it for some minutes. It does nothing for
     * other files.
     *
     * @param path path in the folder, with {@code /}
     * @throws StorageException if it cannot be fetched
     */
    void bring(String path);
}
