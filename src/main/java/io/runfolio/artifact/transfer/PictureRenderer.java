package io.runfolio.artifact.transfer;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** Renders a picture in another format or size. */
public interface PictureRenderer {
    /**
     * Result of a rendering.
     *
     * @param file the picture; empty on failure
     * @param reason reason of the failure; empty on success
     */
    record Rendered(Optional<Path> file, String reason) {}

    /**
     * Renders a picture.
     *
     * @param source the original; never written
     * @param format {@code png} or {@code webp}
     * @param longestSide maximum side in pixels; empty for the original's size
     * @param stem path of the result without extension; its folder exists
     */
    Rendered render(Path source, String format, OptionalInt longestSide, Path stem);
}
