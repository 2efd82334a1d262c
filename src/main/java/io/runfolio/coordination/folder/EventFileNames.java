package io.runfolio.coordination.folder;

import io.runfolio.files.StorageErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * File names that are not valid text in the locale's encoding, such as Latin-1 under UTF-8. The text of such a name
 * cannot be converted back to the file's path; only the path of a listing can be used.
 */
final class EventFileNames {
    private static final String REPLACEMENT = "\uFFFD";

    private EventFileNames() {}

    /** Returns the path of a waiting event by its text in a listing; empty if the event has gone. */
    static Optional<Path> find(Path inbox, String file) {
        if (!file.contains(REPLACEMENT)) {
            try {
                return Optional.of(Path.of(file));
            } catch (InvalidPathException e) {
                return listed(inbox, file);
            }
        }
        return listed(inbox, file);
    }

    /** Returns a name that can be encoded in the locale's encoding. */
    static String writable(String name) {
        return name.replace(REPLACEMENT, "_");
    }

    private static Optional<Path> listed(Path inbox, String file) {
        String name = comparable(file.substring(file.lastIndexOf('/') + 1));
        try (Stream<Path> files = Files.list(inbox)) {
            return files.filter(
                            path -> comparable(path.getFileName().toString()).equals(name))
                    .findFirst();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The inbox cannot be listed");
        }
    }

    /** Two listings may replace invalid bytes with different characters, and a different number of them. */
    private static String comparable(String name) {
        return name.replaceAll("[^\\x20-\\x3e\\x40-\\x7e]++|\\?++", "?").replaceAll("\\?{2,}+", "?");
    }
}
