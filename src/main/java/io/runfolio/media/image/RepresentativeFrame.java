package io.runfolio.media.image;

import io.runfolio.media.image.pixel.LumaStatistics;
import io.runfolio.media.image.pixel.Pixels;

/**
 * Chooses the still that represents an animation: the first frame that is not blank.
 *
 * <p>If all are blank, the one that shows most. Frames are measured as those of clips are.
 */
final class RepresentativeFrame {
    /** Difference below which two measures are equal but for rounding. */
    private static final double ROUNDING = 0.01;

    private Pixels best;
    private double most = -1;
    private boolean found;

    /** Takes a frame into account; it is copied if it is kept. */
    void offer(Pixels frame) {
        if (found) {
            return;
        }
        LumaStatistics luma = LumaStatistics.of(frame.samples(), frame.channels());
        found = !luma.isBlank();
        if (found || luma.interest() > most + ROUNDING) {
            most = luma.interest();
            best = frame.copy();
        }
    }

    /** Returns the frame chosen so far; null before the first. */
    Pixels pixels() {
        return best;
    }
}
