package io.runfolio.media.image.placeholder;

import io.runfolio.media.MediaReport;
import io.runfolio.media.image.pixel.AreaAverage;
import io.runfolio.media.image.pixel.Pixels;
import io.runfolio.run.extras.AssetPlaceholder;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** Makes placeholders from the pixels of a thumbnail or poster, within about a millisecond. */
public final class Placeholders {
    private static final int MAX_SIDE = 100;

    private Placeholders() {}

    /** Returns the placeholder of a picture that is upright and sRGB. */
    public static AssetPlaceholder of(Pixels picture) {
        Pixels small = AreaAverage.reduce(picture, MAX_SIDE);
        Optional<String> color = DominantColor.of(small).map(rgb -> String.format(Locale.ROOT, "#%06x", rgb));
        return new AssetPlaceholder(Optional.of(Base64.getEncoder().encodeToString(ThumbHash.of(small))), color);
    }

    /** Adds the placeholder of a thumbnail or poster to the facts of its file. */
    public static void report(Pixels shown, MediaReport report) {
        report.detail(AssetPlaceholder.KEY, of(shown).json());
    }
}
