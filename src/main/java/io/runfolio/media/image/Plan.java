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

    /** Returns a decoded picture at a longest side, upright and in sRGB. Resized first: turning and colours cost by the pixel. */
    Pixels upright(Pixels stored, int longest) {
        Size size = new Size(stored.width(), stored.height()).within(longest, wanted.upscale());
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
