package io.runfolio.media.image.format;

import java.io.IOException;
import java.util.Optional;

/** Frames of an animation, read in order, one in memory at a time. */
public interface FrameSource {
    /** Returns the next frame, or empty at the end. */
    Optional<AnimationFrame> next() throws IOException;

    /** Returns how often the animation is shown, 0 for endless; known once the first frame was read. */
    int loops();
}
