package io.runfolio.replica.media;

import io.runfolio.files.Checksums;
import io.runfolio.files.StorageErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Folders of a working copy.
 *
 * @param outputs the bundles
 * @param incoming what is being fetched, on the same file system
 * @param state lists of media, and their locks
 */
public record CopyFolders(Path outputs, Path incoming, Path state) {
    private static final String PART = ".part";

    Path file(String runPath, String path) {
        return outputs.resolve(runPath).resolve(path);
    }

    /** Returns a name for a file of a bundle that is a file name. */
    String name(String runPath, String path) {
        return Checksums.sha256(runPath + "/" + path);
    }

    Path part(String name) {
        return incoming.resolve(name + PART);
    }

    /** Returns the names of files that are being fetched, or were when their process was killed. */
    List<String> parts() {
        try (Stream<Path> all = Files.list(incoming)) {
            return all.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(PART))
                    .map(name -> name.substring(0, name.length() - PART.length()))
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw StorageErrors.translate(e, incoming + " could not be read");
        }
    }

    Path lists() {
        return state.resolve("media");
    }

    Path locks() {
        return state.resolve("media.lock");
    }
}
