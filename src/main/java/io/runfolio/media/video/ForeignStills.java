package io.runfolio.media.video;

import io.runfolio.media.HeifItem;
import io.runfolio.media.SniffedType;
import io.runfolio.media.SniffedType.Format;
import io.runfolio.media.child.ChildResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.regex.Pattern;

/** Decodes pictures that Java has no decoder for, in a child process of FFmpeg. */
public final class ForeignStills {
    private static final String PNG = "still.png";
    /** A build of FFmpeg may lack the decoder, or the demuxer may not know this sort of container. */
    private static final Pattern UNKNOWN = Pattern.compile(
            "(?i)decoder (\\S+ )?not found|no decoder found|unknown input format|finding the demuxer|matches no streams|moov atom not found|tiles cannot be joined|unknown compression method|compression method .* not supported|not compiled in|support is not configured|decoding (is )?not implemented");

    private final VideoEngines engines;

    ForeignStills(VideoEngines engines) {
        this.engines = engines;
    }

    /**
     * Writes a picture as a PNG, or a TIFF without compression, turned as its container says.
     *
     * @param source the picture; never written
     * @param type what it is, from its content
     * @param item the primary item, if the file is of items; else the picture is turned as FFmpeg understands the container
     * @param folder empty folder for the PNG
     * @return the picture; empty if no engine here reads the type
     * @throws BrokenStillException if an engine reads the type and this file is broken
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
        StillOrder order = new StillOrder(source.toAbsolutePath(), demuxer.get(), jpeg2000, item, png);
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
        return UNKNOWN.matcher(ChildFailure.evidence(result)).find();
    }

    private void check(ChildResult result, Path source, Path png) {
        try {
            check(result, png);
        } catch (BrokenStillException e) {
            e.words = ChildFailure.said(result)
                    .replace(source.toAbsolutePath().toString(), String.valueOf(source.getFileName()))
                    .replace(String.valueOf(source.toAbsolutePath().getParent()), "");
            throw e;
        }
    }

    private void check(ChildResult result, Path png) {
        if (result.timedOut()) {
            throw new BrokenStillException(
                    "timed_out",
                    "The picture could not be decoded within the time that runfolio.image.time-limit allows.");
        }
        if (ChildFailure.tooManyPixels(result) || StillPrograms.tooLarge(result)) {
            throw new BrokenStillException("too_many_pixels", "The picture has more pixels than is allowed.");
        }
        if (ChildFailure.crashed(result)) {
            throw new BrokenStillException(
                    "engine_crashed", "The decoder crashed on the picture (exit code " + result.exitCode() + ").");
        }
        if (!result.succeeded() || !Files.exists(png)) {
            if (!ChildFailure.isVerdict(ChildFailure.evidence(result))) {
                throw ChildFaults.nothing("The decoder of a picture", result);
            }
            throw new BrokenStillException("corrupt", "The picture is damaged and could not be decoded.");
        }
    }

    private static Optional<String> demuxer(Format format) {
        return switch (format) {
            case AVIF, HEIC -> Optional.of(Container.MP4.demuxer());
            case JPEG_2000 -> Optional.of("j2k_pipe");
            case JPEG_XL -> Optional.of("jpegxl_pipe");
            case TIFF -> Optional.of("tiff_pipe");
            default -> Optional.empty();
        };
    }

    /** A picture that should have been readable is not. */
    public static final class BrokenStillException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String code;
        private String words = "";

        BrokenStillException(String code, String message) {
            super(message);
            this.code = code;
        }

        /** Returns what the engine said, without paths of this machine. */
        public String words() {
            return words;
        }

        /** Returns a stable lower-case word. */
        public String code() {
            return code;
        }
    }
}
