package io.runfolio.intake;

import io.runfolio.run.StorageErrors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Moves of event files that never replace one. */
final class FreeName {
    /** File names end at 255 bytes nearly everywhere. */
    private static final int MAX_NAME_BYTES = 255;

    private FreeName() {}

    /**
     * Moves a file to a name of its own choice, or, if that is taken, to one with the id in it. Never replaces a file: a link fails where a rename would destroy.
     */
    static Path move(Path file, Path folder, String name, String id) {
        Path wanted = folder.resolve(name);
        Path spare = folder.resolve(fit(InboxLayout.stem(name), id.length() + 6) + "." + id + InboxLayout.EVENT_SUFFIX);
        try {
            try {
                return link(file, wanted);
            } catch (FileAlreadyExistsException e) {
                return Files.isSameFile(file, wanted) ? finish(file, wanted) : link(file, spare);
            }
        } catch (IOException | UnsupportedOperationException e) {
            return rename(file, Files.exists(wanted) ? spare : wanted);
        }
    }

    private static Path link(Path file, Path target) throws IOException {
        Files.createLink(target, file);
        return finish(file, target);
    }

    private static Path finish(Path file, Path target) throws IOException {
        Files.delete(file);
        return target;
    }

    /** For file systems without links. */
    private static Path rename(Path file, Path target) {
        try {
            return Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "An event file cannot be moved");
        }
    }

    /** Returns a name that leaves so many bytes of the longest name for what is added; what a longer one loses is its end before {@code .json}. */
    static String fit(String name, int added) {
        int bytes = MAX_NAME_BYTES - added;
        if (name.getBytes(StandardCharsets.UTF_8).length <= bytes) {
            return name;
        }
        String ascii = InboxLayout.stem(name).replaceAll("[^\\x20-\\x7e]", "_");
        String suffix = name.endsWith(InboxLayout.EVENT_SUFFIX) ? InboxLayout.EVENT_SUFFIX : "";
        return ascii.substring(0, Math.min(ascii.length(), bytes - suffix.length())) + suffix;
    }
}
