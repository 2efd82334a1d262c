package io.runfolio.media.video;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * A picture track.
 *
 * @param index its number among all tracks
 * @param codec such as {@code h264}; empty text if FFmpeg does not know it
 * @param profile the codec's profile, or empty text
 * @param width coded pixels
 * @param height coded pixels
 * @param sampleAspect width of a pixel divided by its height
 * @param rotation degrees, clockwise, by which a player turns the picture: 0, 90, 180 or 270
 * @param pixelFormat such as {@code yuv420p}; empty text if it could not be told
 * @param alphaMode whether the container says that there is a second, transparency, layer (VP8, VP9)
 * @param fieldOrder such as {@code progressive} or {@code tt}; empty text if it could not be told
 * @param colour how samples are to be understood
 * @param frameRate frames a second, on average; 0 if it could not be told
 * @param durationSeconds seconds
 */
record VideoTrack(
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
        Colour colour,
        double frameRate,
        OptionalDouble durationSeconds) {

    /**
     * Colour tags, in FFmpeg's words; empty text for what is not tagged.
     *
     * @param range {@code tv} or {@code pc}
     * @param matrix such as {@code bt709}
     * @param transfer such as {@code bt709}, {@code smpte2084}
     * @param primaries such as {@code bt709}, {@code bt2020}
     */
    record Colour(String range, String matrix, String transfer, String primaries) {
        boolean highDynamicRange() {
            return transfer.equals("smpte2084") || transfer.equals("arib-std-b67");
        }
    }

    /** Returns the track with another length, if that is known. */
    VideoTrack lasting(OptionalDouble seconds) {
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

    /** Returns whether the picture is turned on its side. */
    boolean sideways() {
        return rotation % 180 != 0;
    }

    /** Returns the width in square pixels, upright. */
    int displayWidth() {
        return sideways() ? height : squareWidth();
    }

    /** Returns the height in square pixels, upright. */
    int displayHeight() {
        return sideways() ? squareWidth() : height;
    }

    private int squareWidth() {
        return Math.max(1, (int) Math.round(width * sampleAspect));
    }

    boolean interlaced() {
        return switch (fieldOrder) {
            case "tt", "bb", "tb", "bt" -> true;
            default -> false;
        };
    }

    boolean alpha() {
        return alphaMode
                || pixelFormat.startsWith("yuva")
                || pixelFormat.startsWith("gbrap")
                || pixelFormat.startsWith("ya")
                || pixelFormat.matches("(rgba|argb|bgra|abgr|pal8).*");
    }

    boolean rgb() {
        return pixelFormat.toLowerCase(Locale.ROOT).matches("(gbr|rgb|bgr|argb|abgr|0rgb|0bgr|pal8).*");
    }
}
