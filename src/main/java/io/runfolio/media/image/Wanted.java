package io.runfolio.media.image;

import io.runfolio.media.DerivativeTargets;
import io.runfolio.media.MediaJob;
import io.runfolio.run.DerivativeKind;
import io.runfolio.run.DerivativeSettings;
import java.nio.file.Path;

/**
 * The two derivatives that are wanted of a picture.
 *
 * @param web the larger one
 * @param thumb the smaller one
 * @param upscale whether a smaller original grows
 * @param checksums whether SHA-256 is recorded
 */
record Wanted(One web, One thumb, boolean upscale, boolean checksums) {
    /** Largest maximum that may be asked for, in pixels: what a JPEG can hold. */
    private static final int LONGEST = 65_500;

    /**
     * One derivative.
     *
     * @param kind what it is for
     * @param stem file without extension
     * @param longest longest side in pixels
     * @param format how it is encoded
     * @param quality 1 to 100
     */
    record One(DerivativeKind kind, Path stem, int longest, ImageEncoder format, int quality) {

        /** Returns the file for a format. */
        Path file(ImageEncoder as) {
            return stem.resolveSibling(stem.getFileName() + "." + as.extension());
        }
    }

    /**
     * Reads what a job wants.
     *
     * @throws UnusableImageException if a setting cannot be used
     */
    static Wanted of(MediaJob job) {
        DerivativeSettings settings = job.settings();
        DerivativeTargets targets = job.targets();
        One web = one(
                DerivativeKind.WEB,
                targets.webStem(),
                settings.imageWebMaxDimension(),
                settings.imageWebFormat(),
                settings.imageWebQuality());
        One thumb = one(
                DerivativeKind.THUMB,
                targets.thumbStem(),
                settings.imageThumbMaxDimension(),
                settings.imageThumbFormat(),
                settings.imageThumbQuality());
        return new Wanted(web, thumb, settings.allowUpscale(), settings.enableSha256());
    }

    private static One one(DerivativeKind kind, Path stem, int longest, String word, int quality) {
        ImageEncoder format = ImageEncoder.of(String.valueOf(word))
                .orElseThrow(() -> bad("image_" + kind.word() + "_format must be webp, jpg or png"));
        if (longest < 1 || longest > LONGEST) {
            throw bad("image_" + kind.word() + "_max_dimension must be 1 to " + LONGEST);
        }
        if (quality < 1 || quality > 100) {
            throw bad("image_" + kind.word() + "_quality must be 1 to 100");
        }
        return new One(kind, stem, longest, format, quality);
    }

    private static UnusableImageException bad(String reason) {
        return UnusableImageException.refused("bad_settings", "The derivative settings cannot be used: " + reason);
    }
}
