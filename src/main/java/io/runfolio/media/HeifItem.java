package io.runfolio.media;

import java.util.List;
import java.util.OptionalLong;

/**
 * Primary item of a HEIC or AVIF file, as far as decoders need it.
 *
 * @param alpha number of the item with the alpha channel
 * @param steps transformations of the decoded picture, in order
 */
public record HeifItem(OptionalLong alpha, List<Step> steps) {

    /** Transformation of a decoded picture. */
    public sealed interface Step permits Crop, Turn, Mirror {}

    /**
     * Crops the picture.
     *
     * @param left columns removed on the left
     * @param top rows removed at the top
     * @param width remaining columns
     * @param height remaining rows
     */
    public record Crop(int left, int top, int width, int height) implements Step {}

    /**
     * Rotates the picture counter-clockwise.
     *
     * @param quarters quarter turns, 1 to 3
     */
    public record Turn(int quarters) implements Step {}

    /**
     * Mirrors the picture.
     *
     * @param upsideDown true to swap top and bottom, false to swap left and right
     */
    public record Mirror(boolean upsideDown) implements Step {}
}
