package io.runfolio.settings;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Limits and options for pictures.
 *
 * @param maxMegapixels canvas size times frames that may be decoded, in millions of pixels; default 100
 * @param maxMegapixelsInFlight the same, summed over all pictures in progress; default 100
 * @param maxFrames frames of an animation; default 1,000
 * @param background colour under transparent pixels where a format has no alpha, as 0xRRGGBB; default white
 * @param webpMethod libwebp's effort, 0 (fast) to 6 (small); default 4
 * @param timeLimit time for the work on one picture, without waiting for others; default 60 s
 * @param renditions named renditions, in the order of their names; none by default
 */
public record ImageSettings(
        int maxMegapixels,
        int maxMegapixelsInFlight,
        int maxFrames,
        int background,
        int webpMethod,
        Duration timeLimit,
        List<RenditionSpec> renditions) {
    private static final Duration TIME_LIMIT = Duration.ofSeconds(60);
    private static final String RENDITIONS = "runfolio.image.renditions.";
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,39}");
    private static final Pattern COLOUR = Pattern.compile("#[0-9a-fA-F]{6}");

    /** Creates settings with the default time limit and no named renditions. */
    public ImageSettings(int maxMegapixels, int maxMegapixelsInFlight, int maxFrames, int background, int webpMethod) {
        this(maxMegapixels, maxMegapixelsInFlight, maxFrames, background, webpMethod, TIME_LIMIT, List.of());
    }

    static ImageSettings read(SettingReader values) {
        String background = values.text(
                "runfolio.image.background",
                "#ffffff",
                "a colour such as #ffffff",
                COLOUR,
                "colour under transparency");
        return new ImageSettings(
                values.integer("runfolio.image.max-megapixels", 100, 1, 2_000, "canvas times frames, in megapixels"),
                values.integer(
                        "runfolio.image.max-megapixels-in-flight", 100, 1, 20_000, "megapixels in progress at once"),
                values.integer("runfolio.image.max-frames", 1_000, 1, 100_000, "frames of an animation"),
                Integer.parseInt(background.substring(1), 16),
                values.integer("runfolio.image.webp-method", 4, 0, 6, "effort of the WebP encoder"),
                values.duration("runfolio.image.time-limit", TIME_LIMIT, "time for the work on one picture"),
                values.named(RENDITIONS, NAME, RenditionSpec.FORM, "a named rendition", RenditionSpec::parse));
    }
}
