package io.runfolio.bundle;

import io.runfolio.coordination.AliveMarks;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageRoots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Cache of renditions on disk: finished ones, and parts in progress. The writer of a part holds a lock, so an unlocked
 * part is a leftover of a killed process. Safe for use by several processes.
 */
public final class RenditionCache {
    /** Size beyond which the least recently used renditions are evicted. */
    public static final long MAX_BYTES = 512L << 20;

    private static final String PART = ".part-";
    private static final int UUID_CHARS = 36;

    private final BundleLayout layout;
    private final AliveMarks alive;

    public RenditionCache(BundleLayout layout) {
        this.layout = layout;
        this.alive = layout.coordination().aliveMarks();
    }

    /** Returns the folder, which is created with the first rendition. */
    public Path folder() {
        return layout.control().resolve("renditions");
    }

    /**
     * A rendition in progress.
     *
     * @param stem path of its file without the extension
     * @param mark marks its process as alive
     */
    public record Part(Path stem, AliveMarks.Mark mark) implements AutoCloseable {
        @Override
        public void close() {
            mark.close();
        }
    }

    /** Creates a part with a unique name. */
    public Part create() throws IOException {
        StorageRoots.createFolders(folder());
        String id = UUID.randomUUID().toString();
        return new Part(folder().resolve(PART + id), alive.register(name(id)));
    }

    /** Returns parts of dead writers. */
    public List<Path> leftovers() {
        return files().stream().filter(this::isLeft).toList();
    }

    /** Deletes parts of dead writers. */
    public void sweep() {
        try {
            for (Path part : leftovers()) {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A rendition that a dead process left cannot be removed");
        }
    }

    /** Deletes all finished renditions, as they may have the pixels of files that are deleted for good. */
    public void clear() {
        try {
            for (Path file : newestFirst()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A cached rendition cannot be removed");
        }
    }

    /** Evicts the least recently used renditions beyond a total size. */
    public void evictBeyond(long maxBytes) throws IOException {
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
        return rest.length() < UUID_CHARS || !alive.isAlive(name(rest.substring(0, UUID_CHARS)));
    }

    private static boolean isPart(Path file) {
        return file.getFileName().toString().startsWith(PART);
    }

    private static String name(String id) {
        return "rendition-" + id;
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
