package io.runfolio.coordination.folder;

import io.runfolio.files.DurableFiles;
import io.runfolio.files.StorageErrors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Moves event files between folders without replacing any file. Every step can be repeated after a kill. */
final class EventFileMoves {
    /** Maximum length of a file name on nearly all file systems; longer names are shortened. */
    static final int MAX_NAME_BYTES = 255;

    private EventFileMoves() {}

    /**
     * Moves a file to a name or, if that is taken, to one that contains the id. A link is created first, as a rename
     * would replace an existing file.
     */
    static Path moveToFreeName(Path file, Path folder, String name, String id) {
        Path wanted = folder.resolve(name);
        Path spare = alternativeName(folder, name, id);
        return linkToFreeName(file, wanted, spare)
                .map(target -> {
                    delete(file);
                    return target;
                })
                .orElseGet(() -> rename(file, Files.exists(wanted) ? spare : wanted));
    }

    /**
     * Links a file to the first free one of two names. A name that is a link to the file already is the result of an
     * interrupted move. Empty if the file system has no links or is full.
     */
    static Optional<Path> linkToFreeName(Path file, Path wanted, Path spare) {
        List<Path> targets = List.of(wanted, spare);
        try {
            for (Path target : targets) {
                if (Files.exists(target) && Files.isSameFile(file, target)) {
                    return Optional.of(target);
                }
            }
            for (Path target : targets) {
                if (link(file, target)) {
                    return Optional.of(target);
                }
            }
            return Optional.empty();
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    private static boolean link(Path file, Path target) throws IOException {
        try {
            Files.createLink(target, file);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    /** Returns the name of an event whose own name is taken. */
    static Path alternativeName(Path folder, String name, String id) {
        return folder.resolve(
                fit(InboxLayout.stem(name), MAX_NAME_BYTES - id.length() - 6) + "." + id + InboxLayout.EVENT_SUFFIX);
    }

    static void delete(Path file) {
        DurableFiles.delete(file, "An event file cannot be moved");
    }

    /** Renames a file, for file systems without links. */
    static Path rename(Path file, Path target) {
        try {
            DurableFiles.moveAtomically(file, target);
            return target;
        } catch (IOException e) {
            throw StorageErrors.translate(e, "An event file cannot be moved");
        }
    }

    static String fit(String name, int bytes) {
        if (name.getBytes(StandardCharsets.UTF_8).length <= bytes) {
            return name;
        }
        String ascii = InboxLayout.stem(name).replaceAll("[^\\x20-\\x7e]", "_");
        String suffix = name.endsWith(InboxLayout.EVENT_SUFFIX) ? InboxLayout.EVENT_SUFFIX : "";
        return ascii.substring(0, Math.min(ascii.length(), bytes - suffix.length())) + suffix;
    }
}
