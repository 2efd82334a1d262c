package io.runfolio.media.image.pixel;

/**
 * Width and height in pixels.
 *
 * @param width at least 1
 * @param height at least 1
 */
public record Size(int width, int height) {

    /**
     * Returns the size scaled to a longest side, aspect kept; sides are rounded half to even, at least 1.
     *
     * @param upscale whether a smaller picture grows to that side
     */
    public Size within(int longest, boolean upscale) {
        int side = Math.max(width, height);
        if (side == longest || side < longest && !upscale) {
            return this;
        }
        double scale = (double) longest / side;
        return new Size(scaled(width, scale), scaled(height, scale));
    }

    /** Returns the size with width and height swapped. */
    Size transposed() {
        return new Size(height, width);
    }

    /** Returns whether this is smaller than another size and does not exceed it in any direction. */
    public boolean isWithin(Size other) {
        return width <= other.width && height <= other.height && !equals(other);
    }

    public long pixels() {
        return (long) width * height;
    }

    private static int scaled(int side, double scale) {
        return Math.max(1, (int) Math.rint(side * scale));
    }
}
