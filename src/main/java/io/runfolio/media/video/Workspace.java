package io.runfolio.media.video;

import io.runfolio.run.RunfolioException;
import io.runfolio.run.StorageErrors;
import io.runfolio.run.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder beside a target, on the same file system, that is gone when the work is done or has failed. Files leave it by a rename, when they are whole. */
final class Workspace implements AutoCloseable {
    private final Path folder;

    private Workspace(Path folder) {
        this.folder = folder;
    }

    static Workspace beside(Path target) {
        try {
            return new Workspace(
                    Files.createTempDirectory(target.toAbsolutePath().getParent(), ".clip-"));
        } catch (IOException e) {
            throw failure("No folder could be made for a clip's derivatives", e);
        }
    }

    Path folder() {
        return folder;
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    void publish(Path file, Path target) {
        try {
            Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failure("A clip's derivative could not be put in its place", e);
        }
    }

    /** Returns what a failure of our own disk is to be told as; an interrupt closes files, too, and is no failure. */
    static RunfolioException failure(String message, IOException cause) {
        return StorageErrors.translate(cause, message);
    }

    @Override
    public void close() {
        try (Stream<Path> walk = Files.walk(folder)) {
            List<Path> all = walk.sorted(Comparator.reverseOrder()).toList();
            for (Path path : all) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new StorageException(
                    "A clip's working folder could not be removed", e instanceof IOException io ? io : e.getCause());
        }
    }
}
