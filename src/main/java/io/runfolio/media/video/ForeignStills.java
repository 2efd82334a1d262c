package io.runfolio.media.video;

import io.runfolio.media.SniffedType;
import io.runfolio.media.child.ChildResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Decodes pictures that Java has no decoder for, in a child process of FFmpeg. */
public final class ForeignStills {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String PNG = "still.png";

    private final VideoEngines engines;

    ForeignStills(VideoEngines engines) {
        this.engines = engines;
    }

    /**
     * Writes a picture as a PNG, orientation as stored.
     *
     * @param source the picture; never written
     * @param type what it is, from its content
     * @param folder empty folder for the PNG
     * @return the PNG; empty if no engine here reads the type
     * @throws BrokenStillException if an engine reads the type and this file is broken
     */
    public Optional<Path> toPng(Path source, SniffedType type, Path folder) {
        Optional<String> demuxer = demuxer(type.format());
        Optional<VideoEngine> engine = demuxer.flatMap(name -> engines.engine());
        if (engine.isEmpty()) {
            return Optional.empty();
        }
        Path png = folder.resolve(PNG);
        Optional<ChildResult> result = engine.get().still(source.toAbsolutePath(), demuxer.get(), png, LIMIT);
        if (result.isEmpty() || isUnknown(result.get())) {
            return Optional.empty();
        }
        if (result.get().timedOut()) {
            throw new BrokenStillException(
                    "timed_out", "The picture could not be decoded within " + LIMIT.toSeconds() + " s.");
        }
        if (!result.get().succeeded() || !Files.exists(png)) {
            throw new BrokenStillException("corrupt", "The picture is damaged and could not be decoded.");
        }
        return Optional.of(png);
    }

    /** A build of FFmpeg may lack the decoder, or the demuxer may not know this sort of container. */
    private static boolean isUnknown(ChildResult result) {
        String said = ChildFailure.said(result);
        return said.contains("Decoder not found")
                || said.contains("no decoder found")
                || said.contains("matches no streams")
                || said.contains("moov atom not found");
    }

    private static Optional<String> demuxer(SniffedType.Format format) {
        return switch (format) {
            case AVIF, HEIC -> Optional.of(Container.MP4.demuxer());
            case JPEG_2000 -> Optional.of("j2k_pipe");
            default -> Optional.empty();
        };
    }

    /** A picture that should have been readable is not. */
    public static final class BrokenStillException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String code;

        BrokenStillException(String code, String message) {
            super(message);
            this.code = code;
        }

        /** Returns a stable lower-case word. */
        public String code() {
            return code;
        }
    }
}
