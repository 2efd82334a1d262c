package io.runfolio.files;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Optional;

/** Finds files whose names differ in Unicode normal form only, as between macOS and Linux. */
public final class UnicodePathFinder {
    /** Entries of one folder that are compared. */
    private static final int MAX_COMPARED = 10_000;

    private UnicodePathFinder() {}

    /**
     * Returns the existing path below a folder, with the given names or in another normal form. A path that exists in
     * no form is returned unchanged.
     *
     * @param root a folder; its own name is not changed
     * @param path a path below it
     */
    public static Path find(Path root, Path path) {
        if (isAscii(path.toString()) || isThere(path)) {
            return path;
        }
        Path found = root;
        for (Path name : root.relativize(path)) {
            found = child(found, name.toString());
        }
        return found;
    }

    private static Path child(Path folder, String name) {
        Path given = folder.resolve(name);
        if (isAscii(name) || isThere(given)) {
            return given;
        }
        for (Normalizer.Form form : new Normalizer.Form[] {Normalizer.Form.NFC, Normalizer.Form.NFD}) {
            Path other = folder.resolve(Normalizer.normalize(name, form));
            if (isThere(other)) {
                return other;
            }
        }
        return compared(folder, Normalizer.normalize(name, Normalizer.Form.NFC)).orElse(given);
    }

    /** Compares all entries, as a name may mix both forms. */
    private static Optional<Path> compared(Path folder, String composed) {
        int left = MAX_COMPARED;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (Normalizer.normalize(name, Normalizer.Form.NFC).equals(composed)) {
                    return Optional.of(entry);
                }
                if (--left == 0) {
                    return Optional.empty();
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return Optional.empty(); // an unreadable folder is searched for the given names only
        }
        return Optional.empty();
    }

    private static boolean isThere(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 128);
    }
}
