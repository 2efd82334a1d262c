package io.runfolio.media.image;

import io.runfolio.media.image.colour.ColorConversion;
import io.runfolio.media.image.format.ImageHeader;
import io.runfolio.media.image.format.Reduction;
import io.runfolio.media.image.pixel.Pixels;
import io.runfolio.media.image.pixel.Resampler;
import io.runfolio.media.image.pixel.Size;

/**
 * Derivatives to make of one picture, and how.
 *
 * @param header header of the original
 * @param colors conversion of its colors to sRGB
 * @param specs the two derivatives
 * @param xmp XMP packet that the derivatives carry; may be empty
 */
record DerivativePlan(ImageHeader header, ColorConversion colors, DerivativeSpecs specs, byte[] xmp) {

    private static final int MAX_REDUCTION = 8;
    /**
     * Pixels above which a picture is reduced while it is decoded.
     *
     * <p>On the finest patterns the reduced decode is slightly worse than the kernel, so it is used only where the time
     * goes.
     */
    private static final long REDUCED_ABOVE = 8_000_000;

    /** Returns the plan with another color conversion. */
    DerivativePlan in(ColorConversion other) {
        return new DerivativePlan(header, other, specs, xmp);
    }

    /** Returns how much smaller the picture may be decoded. */
    Reduction reduction() {
        return new Reduction(factor(), least());
    }

    /** Returns the web size, as the thumb is made of it; the picture's own if the thumb is larger. */
    private Size least() {
        return specs.web().longest() < specs.thumb().longest()
                ? header.size()
                : header.size().within(specs.web().longest(), specs.upscale());
    }

    /**
     * Returns the divisor of width and height: 1, 2, 4 or 8.
     *
     * <p>More than 2 only if the kernel still reduces by 1.5, since a few coefficients per block look blocky.
     */
    private int factor() {
        if (header.size().pixels() <= REDUCED_ABOVE) {
            return 1;
        }
        int longest = Math.max(specs.web().longest(), specs.thumb().longest());
        Size least = header.size().within(longest, specs.upscale());
        double factor = (double) header.size().width() / least.width();
        int reduction = MAX_REDUCTION;
        while (reduction > 2 && factor < 1.5 * reduction) {
            reduction /= 2;
        }
        return factor < reduction ? 1 : reduction;
    }

    /**
     * Returns a decoded picture resized to a longest side, upright and in sRGB.
     *
     * <p>It is resized first, since rotation and color conversion cost time per pixel. The picture may be reduced
     * already; the size follows the shape of the original.
     */
    Pixels upright(Pixels stored, int longest) {
        Size size = header.size().within(longest, specs.upscale());
        return header.orientation().apply(colors.apply(Resampler.resize(stored, size)));
    }

    /** Returns the size of the thumb, as displayed. */
    Size thumbSize() {
        return header.displayed().within(specs.thumb().longest(), specs.upscale());
    }
}
