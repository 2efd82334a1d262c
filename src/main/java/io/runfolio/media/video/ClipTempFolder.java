package io.runfolio.media.video;

import io.runfolio.files.DurableFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Path;

/** Temporary folder beside a clip's derivatives; finished files leave it by a rename. */
final class ClipTempFolder implements AutoCloseable {
    private final TemporaryFolder folder;

    private ClipTempFolder(TemporaryFolder folder) {
        this.folder = folder;
    }

    /** Creates a folder on the file system of a derivative. */
    static ClipTempFolder beside(Path derivative) {
        return new ClipTempFolder(TemporaryFolder.beside(derivative, ".clip-"));
    }

    Path folder() {
        return folder.path();
    }

    Path file(String name) {
        return folder.path().resolve(name);
    }

    /** Moves a finished file to its place. */
    void publish(Path file, Path derivative) {
        try {
            DurableFiles.moveAtomically(file, derivative);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "Cannot move a clip's derivative to its place");
        }
    }

    @Override
    public void close() {
        folder.close();
    }
}
