package io.runfolio.media.image.colour;

import io.runfolio.media.image.pixel.BufferedImages;
import io.runfolio.media.image.pixel.Pixels;
import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.image.ColorConvertOp;
import java.util.Optional;

/**
 * Converts pixels from a color space to sRGB.
 *
 * <p>Profiles of three primaries and tone curves are applied here in floating point, several times faster than by the
 * platform's color management, which applies the others.
 */
@FunctionalInterface
public interface ColorConversion {

    /** Returns the picture in sRGB; alpha is kept. */
    Pixels apply(Pixels pixels);

    /**
     * Returns the conversion of an ICC profile.
     *
     * @return empty if the profile is for other samples than RGB or gray, such as CMYK, or cannot be used
     */
    static Optional<ColorConversion> from(byte[] profile) {
        IccProfile tags = new IccProfile(profile);
        return switch (tags.colorSpace()) {
            case "RGB" -> MatrixConversion.of(tags).or(() -> managed(profile));
            case "GRAY" -> GrayConversion.of(tags);
            default -> Optional.empty();
        };
    }

    private static Optional<ColorConversion> managed(byte[] profile) {
        try {
            ColorSpace from = PlatformColorSpace.space(profile);
            ColorConvertOp operation = new ColorConvertOp(from, ColorSpace.getInstance(ColorSpace.CS_sRGB), null);
            return Optional.of(pixels -> managed(pixels, operation));
        } catch (IllegalArgumentException | CMMException e) {
            return Optional.empty();
        }
    }

    private static Pixels managed(Pixels pixels, ColorConvertOp operation) {
        Pixels colors = pixels.withoutAlpha();
        Pixels converted = Pixels.blank(colors.width(), colors.height(), 3);
        try {
            operation.filter(
                    BufferedImages.wrap(colors).getRaster(),
                    BufferedImages.wrap(converted).getRaster());
        } catch (IllegalArgumentException | CMMException e) {
            return pixels;
        }
        return pixels.hasAlpha() ? converted.withAlphaOf(pixels) : converted;
    }
}
