package io.runfolio.settings;

/**
 * Limits and options for media.
 *
 * @param maxBytes size of one input or output file; default 512 MiB
 * @param image pictures
 * @param video clips
 */
public record MediaSettings(long maxBytes, ImageSettings image, VideoSettings video) {

    static MediaSettings read(SettingReader values) {
        return new MediaSettings(
                values.bytes("runfolio.media.max-bytes", 512L << 20, "size of one media file"),
                ImageSettings.read(values),
                VideoSettings.read(values));
    }

    /** Returns the defaults. */
    public static MediaSettings defaults() {
        return read(new SettingReader(java.util.Map.of()));
    }
}
