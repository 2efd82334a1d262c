package io.runfolio.intake;

import io.runfolio.run.StorageErrors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/** How event files get from folder to folder: no other file is ever replaced, and what a kill cuts short can be done again. */
final class EventFiles {
    /** File names end at 255 bytes nearly everywhere; what a longer one loses is its middle part. */
    static final int MAX_NAME_BYTES = 255;

    private EventFiles() {}

    /** Moves a file to a name of its own choice, or, if that is taken, to one with the id in it. Never replaces a file: a link fails where a rename would destroy. */
    static Path moveToFreeName(Path file, Path folder, String name, String id) {
        Path wanted = folder.resolve(name);
        Path spare = spare(folder, name, id);
        return linkToFreeName(file, wanted, spare)
                .map(target -> {
                    delete(file);
                    return target;
                })
                .orElseGet(() -> rename(file, Files.exists(wanted) ? spare : wanted));
    }

    /**
     * Gives a file a second name, the first of two that is not another file's. One that is this file's already is from a move that a kill cut short. Empty where the file system has no links, or no room.
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

    /** Returns the name that an event gets where its own is another one's. */
    static Path spare(Path folder, String name, String id) {
        return folder.resolve(
                fit(InboxLayout.stem(name), MAX_NAME_BYTES - id.length() - 6) + "." + id + InboxLayout.EVENT_SUFFIX);
    }

    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "An event file cannot be moved");
        }
    }

    /** For file systems without links. */
    static Path rename(Path file, Path target) {
        try {
            return Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
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
