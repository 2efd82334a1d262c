package io.runfolio.settings;

import java.time.Duration;

/**
 * Limits and options for media.
 *
 * @param maxBytes size of one input or output file; default 512 MiB
 * @param image pictures
 * @param video clips
 * @param regeneration derivatives that are made again on demand
 */
public record MediaSettings(long maxBytes, ImageSettings image, VideoSettings video, Regeneration regeneration) {

    /** Creates settings with the default regeneration. */
    public MediaSettings(long maxBytes, ImageSettings image, VideoSettings video) {
        this(maxBytes, image, video, Regeneration.read(new SettingReader(java.util.Map.of())));
    }

    /**
     * Missing derivatives that are made again when they are requested.
     *
     * @param onDemand whether they are; default true
     * @param maxWait time that a request waits before it is answered with 503; default 3 s
     * @param parallel outputs whose derivatives are made at once in one process; default 1
     */
    public record Regeneration(boolean onDemand, Duration maxWait, int parallel) {
        private static Regeneration read(SettingReader values) {
            return new Regeneration(
                    values.flag(
                            "runfolio.media.regenerate", true, "whether missing derivatives are made again on demand"),
                    values.duration(
                            "runfolio.media.regenerate-wait",
                            Duration.ofSeconds(3),
                            "time that a request waits for a missing derivative"),
                    values.integer(
                            "runfolio.media.regenerate-parallel",
                            1,
                            1,
                            16,
                            "outputs whose missing derivatives are made at once"));
        }
    }

    static MediaSettings read(SettingReader values) {
        return new MediaSettings(
                values.bytes("runfolio.media.max-bytes", 512L << 20, "size of one media file"),
                ImageSettings.read(values),
                VideoSettings.read(values),
                Regeneration.read(values));
    }

    /** Returns the defaults. */
    public static MediaSettings defaults() {
        return read(new SettingReader(java.util.Map.of()));
    }
}
