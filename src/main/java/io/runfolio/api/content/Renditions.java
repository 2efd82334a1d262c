package io.runfolio.api.content;

import io.runfolio.api.ApiException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Creates and caches renditions that are not part of a bundle. */
public interface Renditions {
    /**
     * Returns a WebP rendition of an image.
     *
     * @param original image file; never modified
     * @param longestSide in pixels; empty for the size of the image
     * @return the file, which may be deleted at any time; empty if the image cannot be converted
     * @throws ApiException 503 if too many renditions are being created
     */
    Optional<Path> webp(Path original, OptionalInt longestSide);

    /** Returns the names of the renditions that the settings define, sorted. */
    List<String> names();

    /** Returns the checksum of a rendition's specification; empty if the settings do not define the name. */
    Optional<String> specSha256(String name);

    /**
     * Rendition of a configured name.
     *
     * @param file may be deleted at any time
     * @param mimeType its media type
     */
    record Named(Path file, String mimeType) {}

    /**
     * Returns a rendition of a picture.
     *
     * @param picture image file; never modified
     * @param width of the picture as displayed, in pixels; 0 if unknown
     * @param height of the picture as displayed, in pixels; 0 if unknown
     * @param name one of {@link #names()}
     * @return empty if the picture cannot be decoded
     * @throws ApiException 503 if too many renditions are being created
     */
    Optional<Named> named(Path picture, int width, int height, String name);
}
