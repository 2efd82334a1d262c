package io.runfolio.media.video.engine;

import io.runfolio.files.StorageErrors;
import io.runfolio.media.SniffedType.Format;
import io.runfolio.media.child.ChildCommand;
import io.runfolio.media.child.ChildResult;
import io.runfolio.media.child.ChildRunner;
import io.runfolio.media.child.ExecutableFinder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Decodes pictures with programs: JPEG XL (djxl), SVG (rsvg-convert), TIFF compressions (tiffcp).
 *
 * <p>rsvg-convert runs no scripts, opens no addresses and reads files only in the folder of its input, which contains
 * nothing else.
 */
public final class StillPrograms {
    private static final int MAX_LOG_BYTES = 1 << 16;
    private static final Pattern TOO_LARGE = Pattern.compile("(?i)larger than \\d+ pixels|no memory");

    private final ChildRunner runner;
    private final DecodeLimits limits;

    StillPrograms(ChildRunner runner, DecodeLimits limits) {
        this.runner = runner;
        this.limits = limits;
    }

    /**
     * Returns the path of the decoded picture: a PNG, or an uncompressed TIFF for a TIFF.
     *
     * @param folder folder for the picture and temporary files
     */
    public static Path picture(Format format, Path folder) {
        return folder.resolve(format == Format.TIFF ? "still.tif" : "still.png");
    }

    /**
     * Converts a picture to a format that is read here.
     *
     * @param png path from {@link #picture}
     * @return the program's result; empty if no installed program reads the format
     */
    public Optional<ChildResult> decode(Path source, Format format, Path png, Duration timeLimit) {
        return switch (format) {
            case JPEG_XL ->
                ExecutableFinder.findOnPath("djxl")
                        .map(djxl -> run(
                                djxl, List.of(source.toAbsolutePath().toString(), name(png)), source, png, timeLimit));
            case SVG ->
                ExecutableFinder.findOnPath("rsvg-convert")
                        .map(convert -> runIsolated(
                                convert,
                                source,
                                "in.svg",
                                List.of("--format", "png", "--output", name(png), "in.svg"),
                                png,
                                timeLimit));
            // ",0" selects the first picture
            case TIFF ->
                ExecutableFinder.findOnPath("tiffcp")
                        .map(copy -> runIsolated(
                                copy, source, "in.tif", List.of("-c", "none", "in.tif,0", name(png)), png, timeLimit));
            default -> Optional.empty();
        };
    }

    /** Runs a program on a copy with a fixed name in an otherwise empty folder. */
    private ChildResult runIsolated(
            Path program, Path source, String name, List<String> arguments, Path picture, Duration timeLimit) {
        Path alone = picture.resolveSibling(name);
        try {
            Files.copy(source, alone, StandardCopyOption.REPLACE_EXISTING);
            ChildResult result = run(program, arguments, source, picture, timeLimit);
            Files.delete(alone);
            return result;
        } catch (IOException e) {
            throw StorageErrors.translate(e, "Cannot copy a picture for its decoder");
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
        return EnvironmentFaults.check(command, source, runner.run(command));
    }

    /** Returns whether a program failed because of the picture's size. */
    public static boolean isTooLarge(ChildResult result) {
        return TOO_LARGE.matcher(EngineFailure.stderr(result)).find();
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
