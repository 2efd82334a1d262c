package io.runfolio.media.image;

import io.runfolio.run.StorageErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes derivatives whole or not at all: into a sibling first, then under their name. */
final class DerivativeFiles {
    private DerivativeFiles() {}

    /**
     * Writes a file.
     *
     * @throws io.runfolio.run.StorageFullException if there is no room
     * @throws io.runfolio.run.StorageException if it cannot be written for another reason; nothing is left of it
     */
    static void write(Path file, byte[] bytes) {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.write(part, bytes);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            delete(part);
            throw StorageErrors.translate(e, "A derivative could not be written");
        } catch (RuntimeException | Error e) {
            delete(part);
            throw e;
        }
    }

    /** Deletes a file if it is there; what cannot be deleted is swept with the staging folder. */
    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // the caller is already on its way out with a better reason
            return;
        }
    }
}
