package io.runfolio.media.image;

/**
 * What is to be made of a picture.
 *
 * @param header of the original
 * @param colours takes its colours to sRGB
 * @param wanted the two derivatives
 * @param xmp the packet that derivatives carry; may be empty
 */
record Plan(ImageHeader header, ColourConversion colours, Wanted wanted, byte[] xmp) {

    private static final int LARGEST_REDUCTION = 8;
    /** Only pictures of more than so many pixels are reduced while they are decoded: on finest patterns that is a little worse than the kernel, and worth it where the time goes. */
    private static final long REDUCED_ABOVE = 8_000_000;

    /** Returns the plan with other colours. */
    Plan in(ColourConversion other) {
        return new Plan(header, other, wanted, xmp);
    }

    /** Returns how much smaller the picture may be decoded. */
    Reduction reduction() {
        return new Reduction(factor(), least());
    }

    /** The web derivative's size, as the thumb is made of that; where the thumb is the larger, the picture's own. */
    private Size least() {
        return wanted.web().longest() < wanted.thumb().longest()
                ? header.size()
                : header.size().within(wanted.web().longest(), wanted.upscale());
    }

    /** Powers of two up to 8. By more than two only if the kernel has a good part left to do: what few coefficients of a block give is blocky. */
    private int factor() {
        if (header.size().pixels() <= REDUCED_ABOVE) {
            return 1;
        }
        int longest = Math.max(wanted.web().longest(), wanted.thumb().longest());
        Size least = header.size().within(longest, wanted.upscale());
        double factor = (double) header.size().width() / least.width();
        int reduction = LARGEST_REDUCTION;
        while (reduction > 2 && factor < 1.5 * reduction) {
            reduction /= 2;
        }
        return factor < reduction ? 1 : reduction;
    }

    /** Returns a decoded picture, which may be reduced already, at a longest side of the original's shape, upright and in sRGB. Resized first: turning and colours cost by the pixel. */
    Pixels upright(Pixels stored, int longest) {
        Size size = header.size().within(longest, wanted.upscale());
        return header.orientation().apply(colours.apply(Resampler.resize(stored, size)));
    }

    /** Returns the thumb's pixels: of the web picture, unless that is the smaller one. */
    Pixels thumb(Pixels stored, Pixels web) {
        Size size = header.displayed().within(wanted.thumb().longest(), wanted.upscale());
        return size.pixels() <= (long) web.width() * web.height()
                ? Resampler.resize(web, size)
                : upright(stored, wanted.thumb().longest());
    }
}
