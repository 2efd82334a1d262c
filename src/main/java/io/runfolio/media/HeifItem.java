package io.runfolio.media;

import java.util.List;
import java.util.OptionalLong;

/**
 * The primary item of a HEIC or AVIF file, as far as a decoder has to know it.
 *
 * @param alpha number of the item that holds its transparency
 * @param steps what is to be done with the decoded picture, in this order
 */
public record HeifItem(OptionalLong alpha, List<Step> steps) {

    /** Something that is done with a decoded picture. */
    public sealed interface Step permits Crop, Turn, Mirror {}

    /**
     * Keeps a part of the picture.
     *
     * @param left columns left out on the left
     * @param top rows left out above
     * @param width columns that stay
     * @param height rows that stay
     */
    public record Crop(int left, int top, int width, int height) implements Step {}

    /**
     * Turns the picture counter-clockwise.
     *
     * @param quarters 1 to 3
     */
    public record Turn(int quarters) implements Step {}

    /**
     * Mirrors the picture.
     *
     * @param upsideDown whether top and bottom change places, else left and right
     */
    public record Mirror(boolean upsideDown) implements Step {}
}
