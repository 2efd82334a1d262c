package io.runfolio.media.video.chunk;

import io.runfolio.files.Checksums;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageRoots;
import io.runfolio.files.TemporaryFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Encoded chunks of one clip, which survive a kill. One process owns a clip; others may add chunks to it.
 *
 * <pre>
 * &lt;folder&gt;/
 *   &lt;key of a task&gt;/       files of a chunk, and SHA256SUMS
 *   .part-…/               a chunk in progress, of the owner
 * </pre>
 */
public final class ChunkCheckpoints {
    private static final String SUMS = "SHA256SUMS";
    private static final String PART = ".part-";

    private final Path folder;
    private final Path parts;

    private ChunkCheckpoints(Path folder, Path parts) {
        this.folder = folder;
        this.parts = parts;
    }

    /**
     * Returns the checkpoints of a clip that another process owns. Nothing is created, and nothing of others deleted.
     *
     * @param folder the owner's folder; a chunk cannot be kept if it is missing
     * @param parts folder for chunks in progress, on the same file system
     */
    public static ChunkCheckpoints join(Path folder, Path parts) {
        return new ChunkCheckpoints(folder, parts);
    }

    /** Returns the folder of the clip. */
    public Path folder() {
        return folder;
    }

    /** Opens a folder, creates it if it is missing, and deletes what a killed process left half-written. */
    public static ChunkCheckpoints open(Path folder) {
        try {
            StorageRoots.createFolders(folder);
            try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, PART + "*")) {
                for (Path part : parts) {
                    DurableFiles.deleteTree(part);
                }
            }
            return new ChunkCheckpoints(folder, folder);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The folder of a clip's chunks cannot be opened");
        }
    }

    /** Returns the files of a finished chunk. One whose bytes have changed is deleted. */
    public Optional<Path> find(String key) {
        Path chunk = folder.resolve(key);
        if (!Files.isDirectory(chunk)) {
            return Optional.empty();
        }
        try {
            Path sums = chunk.resolve(SUMS);
            if (Files.isRegularFile(sums) && Arrays.equals(Files.readAllBytes(sums), sums(chunk))) {
                return Optional.of(chunk);
            }
            DurableFiles.deleteTree(chunk);
            return Optional.empty();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A chunk of a clip cannot be read");
        }
    }

    /** Returns the files of a finished chunk, also of one that another host has published a moment ago. */
    public Optional<Path> findOfAnyHost(String key) {
        // a network file system may remember that the name was missing, until this host changes the folder
        TemporaryFolder.beside(folder.resolve(key), PART).close();
        return find(key);
    }

    /**
     * Makes a chunk. It is there as a whole, or not at all. If another process was quicker, its chunk stays.
     *
     * @param encoding writes the files into the given folder
     */
    public void make(String key, Consumer<Path> encoding) {
        try (TemporaryFolder part = TemporaryFolder.beside(parts.resolve(key), PART)) {
            encoding.accept(part.path());
            DurableFiles.writeNew(part.path().resolve(SUMS), sums(part.path()));
            DurableFiles.forceTree(part.path());
            publish(part.path(), key);
            DurableFiles.forceFolder(folder);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A chunk of a clip cannot be kept");
        }
    }

    private void publish(Path part, String key) throws IOException {
        try {
            DurableFiles.moveAtomically(part, folder.resolve(key));
        } catch (IOException e) {
            if (find(key).isEmpty()) {
                throw e;
            }
        }
    }

    private static byte[] sums(Path chunk) throws IOException {
        TreeMap<String, String> sums = new TreeMap<>();
        try (Stream<Path> files = Files.list(chunk)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (!name.equals(SUMS)) {
                    sums.put(name, Checksums.sha256(file));
                }
            }
        }
        return sums.entrySet().stream()
                .map(entry -> entry.getValue() + "  " + entry.getKey() + "\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the key of a task from everything that its result depends on. */
    public static String key(List<String> parts) {
        return Checksums.sha256(String.join("\n", parts));
    }
}
