package io.runfolio.intake;

import io.runfolio.run.StorageErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * File names whose bytes are no text in the locale's encoding, such as Latin-1 under UTF-8 or any beyond ASCII under
 * {@code LC_ALL=C}. A text of such a name does not lead back to the file; only a listing's own path does.
 */
final class EventNames {
    private static final String REPLACEMENT = "\uFFFD";

    private EventNames() {}

    /** Returns the path of a waiting event that a listing has told as text; empty if it has gone meanwhile. */
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

    /** Returns a name that can be written in the locale's encoding and leads back to the file. */
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

    /** Two listings may put different characters, and different numbers of them, in place of bytes that are no text. */
    private static String comparable(String name) {
        return name.replaceAll("[^\\x20-\\x3e\\x40-\\x7e]++|\\?++", "?").replaceAll("\\?{2,}+", "?");
    }
}
