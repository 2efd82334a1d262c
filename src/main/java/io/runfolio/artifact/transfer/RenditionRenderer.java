package io.runfolio.artifact.transfer;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Makes pictures in the sizes and shapes that the settings name. */
public interface RenditionRenderer {
    /** Returns a renderer for settings that define no rendition. */
    static RenditionRenderer none() {
        return new RenditionRenderer() {
            @Override
            public List<String> names() {
                return List.of();
            }

            @Override
            public Optional<String> specSha256(String name) {
                return Optional.empty();
            }

            @Override
            public PictureRenderer.Rendered render(String name, Path picture, int width, int height, Path stem) {
                return new PictureRenderer.Rendered(Optional.empty(), "The settings do not define " + name);
            }
        };
    }

    /** Returns the names of all renditions, sorted. */
    List<String> names();

    /** Returns the checksum of a rendition's specification; empty if the settings do not define the name. */
    Optional<String> specSha256(String name);

    /**
     * Makes a rendition.
     *
     * @param name one of {@link #names()}
     * @param picture never written
     * @param width of the picture as displayed, in pixels; 0 if unknown
     * @param height of the picture as displayed, in pixels; 0 if unknown
     * @param stem path of the result without extension; its folder exists
     */
    PictureRenderer.Rendered render(String name, Path picture, int width, int height, Path stem);
}
