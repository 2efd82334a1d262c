package io.runfolio.media.image.format;

import io.runfolio.media.image.pixel.Pixels;

/**
 * One frame of an animation: a picture on the canvas, and its disposal.
 *
 * @param pixels the picture
 * @param x left edge on the canvas
 * @param y upper edge on the canvas
 * @param millis duration in milliseconds
 * @param blend whether it is composited over the canvas; false if it replaces what is there
 * @param disposal change to the canvas before the next frame
 */
public record AnimationFrame(Pixels pixels, int x, int y, int millis, boolean blend, Disposal disposal) {
    /** Bytes per pixel that compositing holds at its peak: the canvas, the frame, and the canvas as shown. */
    public static final int COMPOSITING_BYTES_PER_PIXEL = 3 * 4;

    /** Change to the canvas below a frame when its time is over. */
    public enum Disposal {
        KEEP,
        CLEAR,
        RESTORE
    }
}
