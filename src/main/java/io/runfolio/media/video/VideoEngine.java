package io.runfolio.media.video;

import io.runfolio.media.child.ChildResult;
import java.nio.file.Path;
import java.time.Duration;

/** Does the work on clips, in a child process. Safe for use by several threads. */
interface VideoEngine {

    /** Returns its name and version, such as {@code ffmpeg 5.1.9 (program)}. */
    String describe();

    /** Returns whether its FFmpeg was built with an external library, such as {@code libzimg}. */
    boolean has(String library);

    /** Looks a file over; the output is JSON for {@link ProbeReader}. */
    ChildResult probe(Path source, String demuxer, Path workingFolder, Duration timeLimit);

    /** Lists the packets of a file without decoding them; the output is for {@link PacketTimes}. */
    ChildResult packets(Path source, String demuxer, Path workingFolder, Duration timeLimit);

    /** Decodes the main picture of a file to a PNG. */
    ChildResult still(StillOrder order, Duration timeLimit);

    /** Carries out a plan; the outputs lie in its working folder. */
    ChildResult carryOut(VideoPlan plan, Duration timeLimit);
}
