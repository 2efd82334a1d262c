package io.runfolio.artifact.transfer;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** Makes a picture of another form; whoever works on pictures stands behind it. */
public interface Renderer {
    /**
     * What became of it.
     *
     * @param file the picture; empty if none could be made
     * @param reason why none could be made; the empty word otherwise
     */
    record Rendered(Optional<Path> file, String reason) {}

    /**
     * Makes a picture.
     *
     * @param source the original; never written
     * @param format {@code png} or {@code webp}
     * @param longestSide in pixels; empty for the original's own
     * @param stem where it goes, without extension; the folder is there
     */
    Rendered render(Path source, String format, OptionalInt longestSide, Path stem);
}
