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

    /** Returns the plan with other colours. */
    Plan in(ColourConversion other) {
        return new Plan(header, other, wanted, xmp);
    }

    /** Returns by how much width and height may be divided, in powers of two up to 8, and still be no less than what is wanted. */
    int reduction() {
        int longest = Math.max(wanted.web().longest(), wanted.thumb().longest());
        Size least = header.size().within(longest, wanted.upscale());
        int reduction = LARGEST_REDUCTION;
        while (header.size().width() / reduction < least.width()
                || header.size().height() / reduction < least.height()) {
            reduction /= 2;
            if (reduction == 1) {
                break;
            }
        }
        return reduction;
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
