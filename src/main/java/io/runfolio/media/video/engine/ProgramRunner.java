package io.runfolio.media.video.engine;

import io.runfolio.media.child.ChildCommand;
import io.runfolio.media.child.ChildResult;
import io.runfolio.media.child.ChildRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Runs ffmpeg and ffprobe within the limits.
 *
 * @param runner runs the child process
 * @param limits limits of the child process
 */
record ProgramRunner(ChildRunner runner, DecodeLimits limits) {
    /** Enough for 500,000 packets, which is hours of a clip, or a report with megabytes of tags. */
    static final int MAX_LIST_BYTES = 16 << 20;

    private static final int MAX_REPORT_BYTES = 1 << 20;
    private static final int MAX_LOG_BYTES = 1 << 16;

    /** Returns options that allow one demuxer and local files, so that a disguised playlist opens nothing. */
    static List<String> guards(DecodeLimits limits, String demuxer) {
        return List.of(
                "-protocol_whitelist",
                "file,pipe",
                "-format_whitelist",
                demuxer,
                "-max_streams",
                Integer.toString(limits.maxStreams()),
                "-max_pixels",
                Long.toString(limits.maxPixels()),
                "-max_alloc",
                Long.toString(limits.maxBlockBytes()),
                "-f",
                demuxer);
    }

    static String input(Path source) {
        return "file:" + source.toAbsolutePath();
    }

    /** @param source file that the program reads */
    ChildResult run(Path program, List<String> line, Path source, Path workingFolder, Duration timeLimit) {
        return run(program, line, source, workingFolder, timeLimit, MAX_REPORT_BYTES);
    }

    ChildResult run(
            Path program, List<String> line, Path source, Path workingFolder, Duration timeLimit, int maxOutput) {
        ChildCommand command = new ChildCommand(
                program,
                line,
                workingFolder,
                timeLimit,
                maxOutput,
                MAX_LOG_BYTES,
                limits.maxMemoryBytes(),
                limits.maxFileBytes());
        return EnvironmentFaults.check(command, source, runner.run(command));
    }
}
