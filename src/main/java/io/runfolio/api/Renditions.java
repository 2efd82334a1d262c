package io.runfolio.api;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** WebP forms of pictures that no bundle holds: made when they are first asked for, and kept for a while. */
public interface Renditions {
    /**
     * Returns a WebP of a picture.
     *
     * @param original the picture; never written
     * @param longestSide in pixels; empty for the picture's own size
     * @return the file, which may be deleted at any time; empty if the picture cannot be made into a WebP
     * @throws ApiException 503 if too many are being made
     */
    Optional<Path> webp(Path original, OptionalInt longestSide);
}
