package io.runfolio.media.image;

/**
 * One step of an animation: a picture laid somewhere on the canvas, and what becomes of it afterwards.
 *
 * @param pixels the picture
 * @param x left edge on the canvas
 * @param y upper edge on the canvas
 * @param millis how long it is shown
 * @param blend whether it is laid over what is there; false if it takes its place
 * @param disposal what happens before the next step
 */
record Patch(Pixels pixels, int x, int y, int millis, boolean blend, Disposal disposal) {

    /** What happens to the canvas below a patch when its time is over. */
    enum Disposal {
        KEEP,
        CLEAR,
        RESTORE
    }
}
