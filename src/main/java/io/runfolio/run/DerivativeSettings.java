package io.runfolio.run;

/**
 * Settings of a run for its derivatives.
 *
 * @param imageWebMaxDimension longest side of a picture's web derivative, in pixels; default 1600
 * @param imageWebFormat {@code webp}, {@code jpg} or {@code png}; default {@code webp}
 * @param imageWebQuality 1 to 100; default 82
 * @param imageThumbMaxDimension longest side of a picture's thumb, in pixels; default 384
 * @param imageThumbFormat as {@code imageWebFormat}; default {@code webp}
 * @param imageThumbQuality 1 to 100; default 76
 * @param videoWebMaxWidth largest width of a clip's web derivative, in pixels; default 1280
 * @param videoPosterWidth largest width of a clip's poster, in pixels; default 640
 * @param videoPosterFormat {@code jpg}, {@code webp} or {@code png}; default {@code jpg}
 * @param allowUpscale whether a smaller original may be enlarged to the maximum; default false
 * @param enableSha256 whether checksums are recorded; default true
 */
public record DerivativeSettings(
        int imageWebMaxDimension,
        String imageWebFormat,
        int imageWebQuality,
        int imageThumbMaxDimension,
        String imageThumbFormat,
        int imageThumbQuality,
        int videoWebMaxWidth,
        int videoPosterWidth,
        String videoPosterFormat,
        boolean allowUpscale,
        boolean enableSha256) {

    /** Returns the contract's defaults. */
    public static DerivativeSettings defaults() {
        return new DerivativeSettings(1600, "webp", 82, 384, "webp", 76, 1280, 640, "jpg", false, true);
    }
}
