package io.runfolio.media.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Temporary folders. */
final class Scratch {
    private Scratch() {}

    /** Removes a folder and all below it, as far as that can be done. */
    static void remove(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(DerivativeFiles::delete);
        } catch (IOException | UncheckedIOException e) {
            // the system clears its temporary folder; the work itself is done
            return;
        }
    }
}
