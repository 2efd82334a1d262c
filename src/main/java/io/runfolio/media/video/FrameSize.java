package io.runfolio.media.video;

/**
 * Size of a frame.
 *
 * @param width width in pixels
 * @param height height in pixels
 */
record FrameSize(int width, int height) {

    /**
     * Returns the size that fits a display size into a width and keeps the aspect ratio.
     *
     * @param even whether sides must be even, as 4:2:0 requires; sides are rounded down so that nothing is enlarged
     */
    static FrameSize fit(int displayWidth, int displayHeight, int maxWidth, boolean enlarge, boolean even) {
        int width = enlarge ? maxWidth : Math.min(displayWidth, maxWidth);
        if (!even) {
            return new FrameSize(width, scaled(width, displayWidth, displayHeight));
        }
        int evenWidth = Math.max(2, width & ~1);
        if (width == displayWidth) {
            return new FrameSize(evenWidth, Math.max(2, displayHeight & ~1));
        }
        int height = (int) Math.round((double) evenWidth * displayHeight / displayWidth / 2) * 2;
        return new FrameSize(evenWidth, Math.max(2, height));
    }

    private static int scaled(int width, int displayWidth, int displayHeight) {
        return Math.max(1, (int) Math.rint((double) width * displayHeight / displayWidth));
    }
}
