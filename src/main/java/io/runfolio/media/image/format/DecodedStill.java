package io.runfolio.media.image.format;

import io.runfolio.media.image.pixel.Pixels;
import java.util.Optional;

/**
 * Decoded picture.
 *
 * @param pixels samples as stored: not rotated, in the color space of the file; missing rows are zero
 * @param profile ICC profile that the decoder found, for formats whose headers do not give it
 * @param damaged whether the decoder skipped errors or missing data
 */
public record DecodedStill(Pixels pixels, Optional<byte[]> profile, boolean damaged) {
    /** Returns a picture without a profile of its own. */
    public static DecodedStill of(Pixels pixels, boolean damaged) {
        return new DecodedStill(pixels, Optional.empty(), damaged);
    }
}
