package io.runfolio.media.video.probe;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Picture track of a clip.
 *
 * @param index number among all tracks
 * @param codec codec, such as {@code h264}; empty if FFmpeg does not know it
 * @param profile profile of the codec; may be empty
 * @param width coded width in pixels
 * @param height coded height in pixels
 * @param sampleAspect width of a pixel divided by its height
 * @param rotation clockwise rotation by players, in degrees: 0, 90, 180 or 270
 * @param pixelFormat format of pixels, such as {@code yuv420p}; empty if unknown
 * @param alphaMode whether the container declares a second layer with alpha (VP8, VP9)
 * @param fieldOrder field order, such as {@code progressive} or {@code tt}; empty if unknown
 * @param colour color tags
 * @param frameRate average frames per second; 0 if unknown
 * @param durationSeconds duration in seconds
 */
public record VideoTrack(
        int index,
        String codec,
        String profile,
        int width,
        int height,
        double sampleAspect,
        int rotation,
        String pixelFormat,
        boolean alphaMode,
        String fieldOrder,
        ColorTags colour,
        double frameRate,
        OptionalDouble durationSeconds) {

    /**
     * Color tags in FFmpeg's names; empty if untagged.
     *
     * @param range range, {@code tv} or {@code pc}
     * @param matrix matrix, such as {@code bt709}
     * @param transfer transfer characteristics, such as {@code bt709}, {@code smpte2084}
     * @param primaries primaries, such as {@code bt709}, {@code bt2020}
     */
    public record ColorTags(String range, String matrix, String transfer, String primaries) {
        public boolean isHdr() {
            return transfer.equals("smpte2084") || transfer.equals("arib-std-b67");
        }
    }

    /** Returns the track with another duration, if that is known. */
    VideoTrack withDuration(OptionalDouble seconds) {
        return new VideoTrack(
                index,
                codec,
                profile,
                width,
                height,
                sampleAspect,
                rotation,
                pixelFormat,
                alphaMode,
                fieldOrder,
                colour,
                frameRate,
                seconds.isPresent() ? seconds : durationSeconds);
    }

    /** Returns whether players rotate the picture by 90 or 270 degrees. */
    boolean isSideways() {
        return rotation % 180 != 0;
    }

    /** Returns the displayed width in square pixels. */
    public int displayWidth() {
        return isSideways() ? height : squareWidth();
    }

    /** Returns the displayed height in square pixels. */
    public int displayHeight() {
        return isSideways() ? squareWidth() : height;
    }

    private int squareWidth() {
        return Math.max(1, (int) Math.round(width * sampleAspect));
    }

    public boolean isInterlaced() {
        return switch (fieldOrder) {
            case "tt", "bb", "tb", "bt" -> true;
            default -> false;
        };
    }

    public boolean hasAlpha() {
        return alphaMode
                || pixelFormat.startsWith("yuva")
                || pixelFormat.startsWith("gbrap")
                || pixelFormat.startsWith("ya")
                || pixelFormat.matches("(rgba|argb|bgra|abgr|pal8).*");
    }

    public boolean isRgb() {
        return pixelFormat.toLowerCase(Locale.ROOT).matches("(gbr|rgb|bgr|argb|abgr|0rgb|0bgr|pal8).*");
    }
}
