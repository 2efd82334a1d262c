package io.runfolio.media.image;

import io.runfolio.files.DurableFiles;
import io.runfolio.files.StorageErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes derivative files atomically: to a temporary sibling, then renamed. */
final class DerivativeFiles {
    private DerivativeFiles() {}

    /**
     * Writes a file.
     *
     * @throws io.runfolio.files.StorageFullException if there is no space left
     * @throws io.runfolio.files.StorageException on another I/O error; nothing is left of the file
     */
    static void write(Path file, byte[] bytes) {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.write(part, bytes);
            DurableFiles.moveAtomically(part, file);
        } catch (IOException e) {
            DurableFiles.tryDelete(part);
            throw StorageErrors.translate(e, "A derivative could not be written");
        } catch (RuntimeException | Error e) {
            DurableFiles.tryDelete(part);
            throw e;
        }
    }
}
