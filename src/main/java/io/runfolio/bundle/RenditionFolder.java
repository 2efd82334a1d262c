package io.runfolio.bundle;

import io.runfolio.run.AliveLock;
import io.runfolio.run.StorageErrors;
import io.runfolio.run.StorageRoots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The folder of renditions that the API keeps: finished ones, and parts that processes are writing. The maker of a part
 * holds a lock, so a part without one is left from a process that was killed. Safe for use by several processes.
 */
public final class RenditionFolder {
    private static final String PART = ".part-";
    private static final int UUID_CHARS = 36;

    private final BundleLayout layout;

    public RenditionFolder(BundleLayout layout) {
        this.layout = layout;
    }

    /** Returns the folder, which the first rendition makes. */
    public Path folder() {
        return layout.control().resolve("renditions");
    }

    /**
     * A rendition that is being made.
     *
     * @param stem path of its file without the ending
     */
    public record Part(Path stem, AliveLock lock, Path lockFile) implements AutoCloseable {
        @Override
        public void close() {
            lock.close();
            try {
                Files.deleteIfExists(lockFile);
            } catch (IOException e) {
                throw StorageErrors.translate(e, "The lock file " + lockFile + " cannot be removed");
            }
        }
    }

    /** Begins a rendition under a name of its own. */
    public Part begin() throws IOException {
        StorageRoots.createFolders(folder());
        StorageRoots.createFolders(layout.locks());
        String id = UUID.randomUUID().toString();
        Path lock = lock(id);
        return new Part(folder().resolve(PART + id), AliveLock.hold(lock), lock);
    }

    /** Returns parts whose makers are dead. */
    public List<Path> leftovers() {
        return files().stream().filter(this::isLeft).toList();
    }

    /** Deletes parts whose makers are dead. */
    public void sweep() {
        try {
            for (Path part : leftovers()) {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A rendition that a dead process left cannot be removed");
        }
    }

    /** Deletes the finished renditions that were asked for least recently, beyond so many bytes. */
    public void limit(long maxBytes) throws IOException {
        long bytes = 0;
        for (Path file : newestFirst()) {
            bytes += size(file);
            if (bytes > maxBytes) {
                Files.deleteIfExists(file);
            }
        }
    }

    private List<Path> newestFirst() {
        return files().stream()
                .filter(file -> !isPart(file))
                .sorted(Comparator.comparingLong((Path file) -> -file.toFile().lastModified()))
                .toList();
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0; // another process has deleted it
        }
    }

    private boolean isLeft(Path file) {
        if (!isPart(file)) {
            return false;
        }
        String rest = file.getFileName().toString().substring(PART.length());
        return rest.length() < UUID_CHARS || !AliveLock.isHeld(lock(rest.substring(0, UUID_CHARS)));
    }

    private static boolean isPart(Path file) {
        return file.getFileName().toString().startsWith(PART);
    }

    private Path lock(String id) {
        return layout.alive("rendition-" + id);
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(folder())) {
            return files.toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The folder of renditions cannot be listed");
        }
    }
}
