package io.runfolio.settings;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Limits and choices for pictures.
 *
 * @param maxMegapixels canvas size times frames that may be decoded, in millions of pixels; default 100
 * @param maxMegapixelsInFlight the same, summed over all pictures under way at once; default 100
 * @param maxFrames frames of an animation; default 1,000
 * @param background colour under transparent pixels where a format has no alpha, as 0xRRGGBB; default white
 * @param webpMethod libwebp's effort, 0 (fast) to 6 (small); default 4
 * @param timeLimit work on one picture, waiting for others left out; default 60 s
 */
public record ImageSettings(
        int maxMegapixels,
        int maxMegapixelsInFlight,
        int maxFrames,
        int background,
        int webpMethod,
        Duration timeLimit) {
    private static final Duration TIME_LIMIT = Duration.ofSeconds(60);
    private static final Pattern COLOUR = Pattern.compile("#[0-9a-fA-F]{6}");

    /** Settings with the default time limit. */
    public ImageSettings(int maxMegapixels, int maxMegapixelsInFlight, int maxFrames, int background, int webpMethod) {
        this(maxMegapixels, maxMegapixelsInFlight, maxFrames, background, webpMethod, TIME_LIMIT);
    }

    static ImageSettings read(SettingValues values) {
        String background = values.text(
                "runfolio.image.background",
                "#ffffff",
                "a colour such as #ffffff",
                COLOUR,
                "colour under transparency");
        return new ImageSettings(
                values.whole("runfolio.image.max-megapixels", 100, 1, 2_000, "canvas times frames, in megapixels"),
                values.whole("runfolio.image.max-megapixels-in-flight", 100, 1, 20_000, "megapixels under way at once"),
                values.whole("runfolio.image.max-frames", 1_000, 1, 100_000, "frames of an animation"),
                Integer.parseInt(background.substring(1), 16),
                values.whole("runfolio.image.webp-method", 4, 0, 6, "effort of the WebP encoder"),
                values.duration("runfolio.image.time-limit", TIME_LIMIT, "time for the work on one picture"));
    }
}
