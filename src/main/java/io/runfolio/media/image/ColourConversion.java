package io.runfolio.media.image;

import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.image.ColorConvertOp;
import java.util.Optional;

/**
 * Takes pixels from the colour space of a profile into sRGB. Profiles of three primaries and tone curves are worked out here, in floating point and several times faster; others go
 * through the platform's colour management.
 */
@FunctionalInterface
interface ColourConversion {

    /** Returns the picture in sRGB; alpha stays. */
    Pixels apply(Pixels pixels);

    /**
     * Returns the conversion from a profile; empty if the profile is for something else than RGB or gray, as decoders take CMYK and the like to sRGB themselves, or cannot be used.
     */
    static Optional<ColourConversion> from(byte[] profile) {
        IccTags tags = new IccTags(profile);
        return switch (tags.colourSpace()) {
            case "RGB" -> MatrixConversion.of(tags).or(() -> managed(profile));
            case "GRAY" -> GrayConversion.of(tags);
            default -> Optional.empty();
        };
    }

    private static Optional<ColourConversion> managed(byte[] profile) {
        try {
            ColorSpace from = PlatformProfile.space(profile);
            ColorConvertOp operation = new ColorConvertOp(from, ColorSpace.getInstance(ColorSpace.CS_sRGB), null);
            return Optional.of(pixels -> managed(pixels, operation));
        } catch (IllegalArgumentException | CMMException e) {
            return Optional.empty();
        }
    }

    private static Pixels managed(Pixels pixels, ColorConvertOp operation) {
        Pixels colours = pixels.withoutAlpha();
        Pixels converted = Pixels.blank(colours.width(), colours.height(), 3);
        try {
            operation.filter(
                    StillEncoder.image(colours).getRaster(),
                    StillEncoder.image(converted).getRaster());
        } catch (IllegalArgumentException | CMMException e) {
            return pixels;
        }
        return pixels.hasAlpha() ? converted.withAlphaOf(pixels) : converted;
    }
}
