package io.runfolio.media.video.engine;

import io.runfolio.media.child.ChildResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Inspects and transcodes clips in a child process. Thread-safe. */
public interface VideoEngine {

    /** Returns the name and version, such as {@code ffmpeg 5.1.9 (program)}. */
    String describe();

    /** Returns whether this FFmpeg was built with an external library, such as {@code libzimg}. */
    boolean has(String library);

    /** Inspects a file; the output is JSON for {@code ProbeReportParser}. */
    ChildResult probe(Path source, String demuxer, Path workingFolder, Duration timeLimit);

    /** Lists the packets of a file without decoding them; the output is for {@code PacketTimes}. */
    ChildResult packets(Path source, String demuxer, Path workingFolder, Duration timeLimit);

    /** Decodes the main picture of a file to a PNG. */
    ChildResult still(StillRequest order, Duration timeLimit);

    /** Decodes a sound to few samples, and extracts its cover; the outputs are in the working folder. */
    ChildResult sound(SoundRequest order, Duration timeLimit);

    /** Executes a plan; the outputs are in its working folder. */
    ChildResult transcode(TranscodePlan plan, Duration timeLimit);

    /** Returns what encodes parts of a clip; empty if this engine encodes clips in one piece only. */
    default Optional<ChunkEngine> chunks() {
        return Optional.empty();
    }
}
