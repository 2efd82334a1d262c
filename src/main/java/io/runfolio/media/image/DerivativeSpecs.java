package io.runfolio.media.image;

import io.runfolio.media.DerivativeTargets;
import io.runfolio.media.MediaJob;
import io.runfolio.media.image.encode.OutputFormat;
import io.runfolio.media.image.format.UnusableImageException;
import io.runfolio.run.DerivativeKind;
import io.runfolio.run.DerivativeSettings;
import java.nio.file.Path;

/**
 * Requested derivatives of a picture.
 *
 * @param web the larger one
 * @param thumb the smaller one
 * @param upscale whether a smaller original grows
 * @param checksums whether SHA-256 is recorded
 */
record DerivativeSpecs(One web, One thumb, boolean upscale, boolean checksums) {
    /** Largest longest side that may be requested, in pixels: the limit of JPEG. */
    private static final int MAX_DIMENSION = 65_500;

    /**
     * Specification of one derivative.
     *
     * @param kind purpose of the derivative
     * @param stem file without extension
     * @param longest longest side in pixels
     * @param format output format
     * @param quality 1 to 100
     */
    record One(DerivativeKind kind, Path stem, int longest, OutputFormat format, int quality) {

        /** Returns the file in an output format. */
        Path file(OutputFormat as) {
            return stem.resolveSibling(stem.getFileName() + "." + as.extension());
        }
    }

    /**
     * Reads the specifications from a job's settings.
     *
     * @throws UnusableImageException if a setting cannot be used
     */
    static DerivativeSpecs of(MediaJob job) {
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
        return new DerivativeSpecs(web, thumb, settings.allowUpscale(), settings.enableSha256());
    }

    private static One one(DerivativeKind kind, Path stem, int longest, String word, int quality) {
        OutputFormat format = OutputFormat.of(String.valueOf(word))
                .orElseThrow(() -> bad("image_" + kind.jsonName() + "_format must be webp, jpg or png"));
        if (longest < 1 || longest > MAX_DIMENSION) {
            throw bad("image_" + kind.jsonName() + "_max_dimension must be 1 to " + MAX_DIMENSION);
        }
        if (quality < 1 || quality > 100) {
            throw bad("image_" + kind.jsonName() + "_quality must be 1 to 100");
        }
        return new One(kind, stem, longest, format, quality);
    }

    private static UnusableImageException bad(String reason) {
        return UnusableImageException.refused("bad_settings", "The derivative settings cannot be used: " + reason);
    }
}
