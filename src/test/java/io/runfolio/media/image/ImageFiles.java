package io.runfolio.media.image;

import io.runfolio.media.SniffedType;
import io.runfolio.media.image.format.DecodedStill;
import io.runfolio.media.image.format.ImageHeader;
import io.runfolio.media.image.format.Reduction;
import java.nio.file.Path;
import java.util.Optional;

/** Reads headers and pixels of files as the processor does. */
public final class ImageFiles {
    private ImageFiles() {}

    /** Returns the header; empty if the format is not decoded in this process. */
    static Optional<ImageHeader> header(Path file, SniffedType type) {
        return ImageFormats.of(type.format()).map(format -> {
            try (OpenImage image = OpenImage.open(file, format)) {
                return image.header();
            }
        });
    }

    public static DecodedStill still(Path file, SniffedType.Format format) {
        return still(file, format, Reduction.NONE);
    }

    public static DecodedStill still(Path file, SniffedType.Format format, Reduction reduction) {
        try (OpenImage image = OpenImage.open(file, ImageFormats.of(format).orElseThrow())) {
            return image.still(reduction);
        }
    }
}
