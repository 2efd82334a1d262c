package io.runfolio.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Limits and choices for clips.
 *
 * @param engine which engine works; default {@code auto}
 * @param program path of the ffmpeg program, with ffprobe beside it; empty: the one on PATH, else the bundled one if it starts
 * @param timeLimit how long the work on one clip may take; default 10 min
 * @param maxSeconds length of a clip that is transcoded; default 1 h
 * @param maxMegapixels size of one frame, in millions of pixels; default 50
 * @param maxMemoryBytes address space of a child process, where the system can limit it; default 4 GiB
 * @param webPolicy when a clip is re-encoded; default {@code when-needed}
 * @param maxWebBitRate bits a second above which a web-ready clip is re-encoded all the same; default 8,000,000
 */
public record VideoSettings(
        Engine engine,
        Optional<Path> program,
        Duration timeLimit,
        Duration maxSeconds,
        int maxMegapixels,
        long maxMemoryBytes,
        WebPolicy webPolicy,
        int maxWebBitRate) {

    /** Which engine works on clips. */
    public enum Engine {
        /** The program if one starts, else the bundled libraries. */
        AUTO,
        /** An ffmpeg program. */
        PROGRAM,
        /** The bundled libraries, in a child JVM. */
        EMBEDDED
    }

    /** When a clip's web derivative is re-encoded. */
    public enum WebPolicy {
        /** A clip that browsers play as it stands is only remuxed. */
        WHEN_NEEDED,
        /** Every clip is re-encoded. */
        ALWAYS
    }

    static VideoSettings read(SettingValues values) {
        return new VideoSettings(
                values.word("runfolio.video.engine", Engine.AUTO, Engine.class, "which engine works on clips"),
                values.path("runfolio.video.program", "path of the ffmpeg program"),
                values.duration("runfolio.video.time-limit", Duration.ofMinutes(10), "time for the work on one clip"),
                values.duration("runfolio.video.max-length", Duration.ofHours(1), "length of a clip"),
                values.whole("runfolio.video.max-megapixels", 50, 1, 1_000, "size of one frame, in megapixels"),
                values.bytes("runfolio.video.max-memory", 4L << 30, "address space of a child process"),
                values.word(
                        "runfolio.video.web-policy",
                        WebPolicy.WHEN_NEEDED,
                        WebPolicy.class,
                        "when a clip is re-encoded"),
                values.whole(
                        "runfolio.video.max-web-bit-rate",
                        8_000_000,
                        10_000,
                        1_000_000_000,
                        "bits a second of a clip that is not re-encoded"));
    }
}
