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
 * Decodes pictures with a program of their own, in a child: JPEG XL with djxl, SVG with rsvg-convert, compressions of TIFF with tiffcp. The second runs no scripts and opens no address,
 * and of files only those in the folder of its input, where nothing else lies.
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
     * Names the picture that a program writes: a PNG, but of a TIFF one without compression, which keeps all kinds of samples.
     *
     * @param folder for the picture and whatever else a program needs
     */
    static Path picture(Format format, Path folder) {
        return folder.resolve(format == Format.TIFF ? "still.tif" : "still.png");
    }

    /**
     * Writes a picture as one that is read here.
     *
     * @param png what {@link #picture} names
     * @return the program's messages; empty if no program here reads the format
     */
    Optional<ChildResult> decode(Path source, Format format, Path png, Duration timeLimit) {
        return switch (format) {
            case JPEG_XL ->
                Programs.onPath("djxl")
                        .map(djxl -> run(
                                djxl, List.of(source.toAbsolutePath().toString(), name(png)), source, png, timeLimit));
            case SVG ->
                Programs.onPath("rsvg-convert")
                        .map(convert -> alone(
                                convert,
                                source,
                                "in.svg",
                                List.of("--format", "png", "--output", name(png), "in.svg"),
                                png,
                                timeLimit));
            // the first picture; a comma in another name would end it
            case TIFF ->
                Programs.onPath("tiffcp")
                        .map(copy -> alone(
                                copy, source, "in.tif", List.of("-c", "none", "in.tif,0", name(png)), png, timeLimit));
            default -> Optional.empty();
        };
    }

    /** Runs a program on a copy with a plain name, beside which nothing lies. */
    private ChildResult alone(
            Path program, Path source, String name, List<String> arguments, Path picture, Duration timeLimit) {
        Path alone = picture.resolveSibling(name);
        try {
            Files.copy(source, alone, StandardCopyOption.REPLACE_EXISTING);
            ChildResult result = run(program, arguments, source, picture, timeLimit);
            Files.delete(alone);
            return result;
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A picture could not be copied for its program");
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
