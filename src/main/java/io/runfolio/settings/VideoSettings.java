package io.runfolio.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Limits and options for clips.
 *
 * @param engine engine for clips; default {@code auto}
 * @param program path of the ffmpeg program, with ffprobe beside it; empty: the one on PATH, else the bundled one if it
 *     starts
 * @param timeLimit time for the work on one clip; default 10 min
 * @param maxSeconds length of a clip that is transcoded; default 1 h
 * @param maxMegapixels size of one frame, in millions of pixels; default 50
 * @param maxMemoryBytes address space of a child process, where the system can limit it; default 4 GiB
 * @param webPolicy condition for re-encoding a clip; default {@code when-needed}
 * @param maxWebBitRate bits per second above which a web-compatible clip is re-encoded too; default 8,000,000
 * @param storyboard whether clips get a storyboard; default true
 * @param storyboardTiles maximum number of tiles in a storyboard; default 60
 * @param waveform whether sounds get peaks and a thumb; default true
 * @param chunkLength length from which a clip is encoded in chunks of about this length; zero for never; default 2 min
 */
public record VideoSettings(
        Engine engine,
        Optional<Path> program,
        Duration timeLimit,
        Duration maxSeconds,
        int maxMegapixels,
        long maxMemoryBytes,
        WebPolicy webPolicy,
        int maxWebBitRate,
        boolean storyboard,
        int storyboardTiles,
        boolean waveform,
        Duration chunkLength) {
    /** Key of the length of a chunk. */
    public static final String CHUNK_LENGTH_KEY = "runfolio.video.chunk-length";

    private static final Duration MIN_CHUNK_LENGTH = Duration.ofSeconds(1);

    /** Creates settings with the default length of a chunk. */
    public VideoSettings(
            Engine engine,
            Optional<Path> program,
            Duration timeLimit,
            Duration maxSeconds,
            int maxMegapixels,
            long maxMemoryBytes,
            WebPolicy webPolicy,
            int maxWebBitRate,
            boolean storyboard,
            int storyboardTiles,
            boolean waveform) {
        this(
                engine,
                program,
                timeLimit,
                maxSeconds,
                maxMegapixels,
                maxMemoryBytes,
                webPolicy,
                maxWebBitRate,
                storyboard,
                storyboardTiles,
                waveform,
                Duration.ofMinutes(2));
    }

    /** Engine for clips. */
    public enum Engine {
        /** Uses the program if one starts, else the bundled libraries. */
        AUTO,
        /** Uses an ffmpeg program. */
        PROGRAM,
        /** Uses the bundled libraries in a child JVM. */
        EMBEDDED
    }

    /** Condition for re-encoding a clip for the web. */
    public enum WebPolicy {
        /** Remuxes clips that browsers can play and re-encodes the others. */
        WHEN_NEEDED,
        /** Re-encodes every clip. */
        ALWAYS
    }

    static VideoSettings read(SettingReader values) {
        return new VideoSettings(
                values.enumValue("runfolio.video.engine", Engine.AUTO, Engine.class, "engine for clips"),
                values.path("runfolio.video.program", "path of the ffmpeg program"),
                values.duration("runfolio.video.time-limit", Duration.ofMinutes(10), "time for the work on one clip"),
                values.duration("runfolio.video.max-length", Duration.ofHours(1), "length of a clip"),
                values.integer("runfolio.video.max-megapixels", 50, 1, 1_000, "size of one frame, in megapixels"),
                values.bytes("runfolio.video.max-memory", 4L << 30, "address space of a child process"),
                values.enumValue(
                        "runfolio.video.web-policy",
                        WebPolicy.WHEN_NEEDED,
                        WebPolicy.class,
                        "when a clip is re-encoded"),
                values.integer(
                        "runfolio.video.max-web-bit-rate",
                        8_000_000,
                        10_000,
                        1_000_000_000,
                        "bits per second of a clip that is not re-encoded"),
                values.flag("runfolio.video.storyboard", true, "whether clips get a storyboard"),
                values.integer(
                        "runfolio.video.storyboard-tiles", 60, 2, 200, "maximum number of tiles in a storyboard"),
                values.flag("runfolio.video.waveform", true, "whether sounds get peaks and a thumb"),
                values.durationOrOff(
                        CHUNK_LENGTH_KEY,
                        Duration.ofMinutes(2),
                        MIN_CHUNK_LENGTH,
                        "length from which a clip is encoded in chunks"));
    }

    /** Returns the settings with another length of a chunk. */
    public VideoSettings withChunkLength(Duration length) {
        return new VideoSettings(
                engine,
                program,
                timeLimit,
                maxSeconds,
                maxMegapixels,
                maxMemoryBytes,
                webPolicy,
                maxWebBitRate,
                storyboard,
                storyboardTiles,
                waveform,
                length);
    }
}
