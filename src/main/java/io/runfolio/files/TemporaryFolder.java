package io.runfolio.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A new folder beside a file, on the same file system, that is deleted with its contents on close. */
public final class TemporaryFolder implements AutoCloseable {
    private final Path path;

    private TemporaryFolder(Path path) {
        this.path = path;
    }

    /**
     * Creates a folder with a random name.
     *
     * @param file a file in the parent folder; it may be missing
     * @param prefix start of the folder's name
     * @throws StorageException if the folder cannot be created
     */
    public static TemporaryFolder beside(Path file, String prefix) {
        Path parent = file.toAbsolutePath().getParent();
        try {
            return new TemporaryFolder(Files.createTempDirectory(parent, prefix));
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A temporary folder in " + parent + " could not be created");
        }
    }

    /** Returns the folder. */
    public Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            DurableFiles.deleteTree(path);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The temporary folder " + path + " could not be deleted");
        }
    }
}
