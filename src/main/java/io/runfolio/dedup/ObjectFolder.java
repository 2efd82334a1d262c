package io.runfolio.dedup;

import io.runfolio.files.DurableFiles;
import io.runfolio.files.RandomIds;
import io.runfolio.files.RegularFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageRoots;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Folder of the objects: files whose names are their SHA-256 checksums.
 *
 * @param root the folder, which may be missing
 */
record ObjectFolder(Path root) {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final int NAME_BYTES = 8;

    static boolean isChecksum(String text) {
        return text != null && SHA256.matcher(text).matches();
    }

    /** Returns the path of an object, which may be missing. */
    Path file(String sha256) {
        return root.resolve(sha256.substring(0, 2)).resolve(sha256);
    }

    Optional<Path> find(String sha256) {
        return Optional.of(file(sha256)).filter(RegularFiles::exists);
    }

    /** Creates the folder of an object durably. */
    void createFolderOf(String sha256) throws IOException {
        Path folder = file(sha256).getParent();
        if (!Files.isDirectory(folder)) {
            StorageRoots.createFolders(folder);
            DurableFiles.forceFolder(root);
            DurableFiles.forceFolder(root.getParent());
        }
    }

    /** Returns the folder of partial files, which {@link #deleteParts} empties. */
    private Path parts() {
        return root.resolve("parts");
    }

    /** Returns a path for a partial file on the file system of the bundles. */
    Path newPart() throws IOException {
        StorageRoots.createFolders(parts());
        return parts().resolve(RandomIds.hex(NAME_BYTES));
    }

    /**
     * Deletes the partial files of killed processes. A process that uses one meanwhile leaves its original as it is.
     */
    void deleteParts() throws IOException {
        DurableFiles.deleteTree(parts());
    }

    /** Returns the paths of all objects, in the order of their checksums. */
    List<Path> objects() {
        try (Stream<Path> shards = Files.list(root)) {
            return shards.filter(shard -> shard.getFileName().toString().length() == 2)
                    .filter(Files::isDirectory)
                    .sorted()
                    .flatMap(shard -> objects(shard).stream())
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (UncheckedIOException e) {
            throw StorageErrors.translate(e.getCause(), root + " could not be read");
        } catch (IOException e) {
            throw StorageErrors.translate(e, root + " could not be read");
        }
    }

    private static List<Path> objects(Path shard) {
        try (Stream<Path> files = Files.list(shard)) {
            return files.filter(file -> isChecksum(file.getFileName().toString()))
                    .filter(RegularFiles::exists)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the checksum that names an object. */
    static String checksum(Path object) {
        return object.getFileName().toString();
    }
}
