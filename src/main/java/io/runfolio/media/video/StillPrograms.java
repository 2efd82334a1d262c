package io.runfolio.media.video;

import io.runfolio.media.SniffedType.Format;
import io.runfolio.media.child.ChildCommand;
import io.runfolio.media.child.ChildResult;
import io.runfolio.media.child.ChildRunner;
import io.runfolio.run.StorageErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Decodes pictures with a program of their own, in a child: JPEG XL with djxl, SVG with rsvg-convert. The latter runs no scripts and opens no address, and of files only those in the
 * folder of its input, where nothing else lies.
 */
final class StillPrograms {
    private static final int MAX_LOG_BYTES = 1 << 16;
    private static final Pattern TOO_LARGE = Pattern.compile("(?i)larger than \\d+ pixels|no memory");

    private final ChildRunner runner;
    private final DecodeLimits limits;

    StillPrograms(ChildRunner runner, DecodeLimits limits) {
        this.runner = runner;
        this.limits = limits;
    }

    /**
     * Writes a picture as a PNG.
     *
     * @return what the program said; empty if there is none for the format here
     */
    Optional<ChildResult> toPng(Path source, Format format, Path png, Duration timeLimit) {
        return switch (format) {
            case JPEG_XL ->
                Programs.onPath("djxl")
                        .map(djxl -> run(
                                djxl, List.of(source.toAbsolutePath().toString(), name(png)), source, png, timeLimit));
            case SVG -> Programs.onPath("rsvg-convert").map(convert -> svg(convert, source, png, timeLimit));
            default -> Optional.empty();
        };
    }

    private ChildResult svg(Path program, Path source, Path png, Duration timeLimit) {
        Path alone = png.resolveSibling("in.svg");
        try {
            Files.copy(source, alone, StandardCopyOption.REPLACE_EXISTING);
            ChildResult result = run(
                    program, List.of("--format", "png", "--output", name(png), name(alone)), source, png, timeLimit);
            Files.delete(alone);
            return result;
        } catch (IOException e) {
            throw StorageErrors.translate(e, "An SVG could not be copied for its program");
        }
    }

    private ChildResult run(Path program, List<String> arguments, Path source, Path png, Duration timeLimit) {
        ChildCommand command = new ChildCommand(
                program,
                arguments,
                png.getParent(),
                timeLimit,
                MAX_LOG_BYTES,
                MAX_LOG_BYTES,
                limits.maxMemoryBytes(),
                limits.maxFileBytes());
        return ChildFaults.check(command, source, runner.run(command));
    }

    /** Returns whether a program gave up over the size of a picture. */
    static boolean tooLarge(ChildResult result) {
        return TOO_LARGE.matcher(ChildFailure.said(result)).find();
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
