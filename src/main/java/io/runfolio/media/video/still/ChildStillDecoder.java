package io.runfolio.media.video.still;

import io.runfolio.media.HeifItem;
import io.runfolio.media.SniffedType;
import io.runfolio.media.SniffedType.Format;
import io.runfolio.media.child.ChildResult;
import io.runfolio.media.video.engine.EngineFailure;
import io.runfolio.media.video.engine.EnvironmentFaults;
import io.runfolio.media.video.engine.StillPrograms;
import io.runfolio.media.video.engine.StillRequest;
import io.runfolio.media.video.engine.VideoEngine;
import io.runfolio.media.video.engine.VideoEngineSelector;
import io.runfolio.media.video.probe.ContainerFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.regex.Pattern;

/** Decodes pictures without a decoder in Java, in child processes. */
public final class ChildStillDecoder {
    private static final String PNG = "still.png";
    /** Messages of programs that lack the decoder or do not know the variant of a container. */
    private static final Pattern UNKNOWN = Pattern.compile(
            "(?i)decoder (\\S+ )?not found|no decoder found|unknown input format|finding the demuxer|matches "
                    + "no streams|moov atom not found|tiles cannot be joined|unknown compression "
                    + "method|compression method .* not supported|not compiled in|support is not "
                    + "configured|decoding (is )?not implemented");

    private final VideoEngineSelector engines;

    public ChildStillDecoder(VideoEngineSelector engines) {
        this.engines = engines;
    }

    /**
     * Converts a picture to PNG, or to uncompressed TIFF, rotated as its container says.
     *
     * @param source the picture; read only
     * @param type sniffed type
     * @param item primary item of a file of items; otherwise FFmpeg's reading of the container counts
     * @param folder empty folder for the result
     * @return the picture; empty if no engine here reads the type
     * @throws CorruptStillException if an engine reads the type and the file is broken
     */
    public Optional<Path> toPng(Path source, SniffedType type, Optional<HeifItem> item, Path folder) {
        Path picture = StillPrograms.picture(type.format(), folder);
        Optional<ChildResult> decoded = engines.stillPrograms()
                .decode(source, type.format(), picture, engines.stillLimit())
                .filter(result -> !isUnknown(result));
        if (decoded.isPresent()) {
            check(decoded.get(), source, picture);
            return Optional.of(picture);
        }
        Path png = folder.resolve(PNG);
        Optional<String> demuxer = demuxer(type.format());
        if (demuxer.isEmpty()) {
            return Optional.empty();
        }
        boolean jpeg2000 = type.format() == Format.JPEG_2000;
        boolean tiled = type.format() == Format.AVIF || type.format() == Format.HEIC;
        StillRequest order = new StillRequest(source.toAbsolutePath(), demuxer.get(), jpeg2000, item, png);
        Iterator<VideoEngine> candidates = engines.forStills(tiled).iterator();
        while (candidates.hasNext()) {
            ChildResult result = candidates.next().still(order, engines.stillLimit());
            if (!isUnknown(result)) {
                check(result, source, png);
                return Optional.of(png);
            }
        }
        return Optional.empty();
    }

    private static boolean isUnknown(ChildResult result) {
        return UNKNOWN.matcher(EngineFailure.messages(result)).find();
    }

    private void check(ChildResult result, Path source, Path png) {
        try {
            check(result, png);
        } catch (CorruptStillException e) {
            e.words = EngineFailure.stderr(result)
                    .replace(source.toAbsolutePath().toString(), String.valueOf(source.getFileName()))
                    .replace(String.valueOf(source.toAbsolutePath().getParent()), "");
            throw e;
        }
    }

    private void check(ChildResult result, Path png) {
        if (result.timedOut()) {
            throw new CorruptStillException(
                    "timed_out", "The decoding of the picture exceeded runfolio.image.time-limit.");
        }
        if (EngineFailure.hasTooManyPixels(result) || StillPrograms.isTooLarge(result)) {
            throw new CorruptStillException("too_many_pixels", "The picture exceeds the limit on pixels.");
        }
        if (EngineFailure.isCrash(result)) {
            throw new CorruptStillException(
                    "engine_crashed", "The decoder crashed on the picture (exit code " + result.exitCode() + ").");
        }
        if (!result.succeeded() || !Files.exists(png)) {
            if (!EngineFailure.isVerdict(EngineFailure.messages(result))) {
                throw EnvironmentFaults.missingResult("The decoder of a picture", result);
            }
            throw new CorruptStillException("corrupt", "The picture is damaged and could not be decoded.");
        }
    }

    private static Optional<String> demuxer(Format format) {
        return switch (format) {
            case AVIF, HEIC -> Optional.of(ContainerFormat.MP4.demuxer());
            case JPEG_2000 -> Optional.of("j2k_pipe");
            case JPEG_XL -> Optional.of("jpegxl_pipe");
            case TIFF -> Optional.of("tiff_pipe");
            default -> Optional.empty();
        };
    }

    /** Signals that a picture of a readable type could not be decoded. */
    public static final class CorruptStillException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String code;
        private String words = "";

        CorruptStillException(String code, String message) {
            super(message);
            this.code = code;
        }

        /** Returns the engine's messages without local paths. */
        public String messages() {
            return words;
        }

        /** Returns the problem's stable lower-case code. */
        public String code() {
            return code;
        }
    }
}
