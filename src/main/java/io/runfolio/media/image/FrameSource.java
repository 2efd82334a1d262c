package io.runfolio.media.image;

import io.runfolio.media.SniffedType.Format;
import java.io.IOException;
import java.util.Optional;

/** The steps of an animation, in order, one in memory at a time. */
interface FrameSource {

    /** Returns the next step, or empty at the end. */
    Optional<Patch> next() throws IOException;

    /** Returns how often the animation is shown; 0 for without end. */
    int loops();

    /** Returns the steps of a file that its header calls animated. */
    static FrameSource of(ByteSource file, Format format) throws IOException {
        return switch (format) {
            case GIF -> new GifFrames(file);
            case WEBP -> new WebpFrames(file);
            case PNG -> new ApngFrames(file);
            default -> throw new IllegalArgumentException("no animations in " + format);
        };
    }
}
