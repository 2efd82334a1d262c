package io.runfolio.media.image;

import io.runfolio.media.SniffedType;
import io.runfolio.media.SniffedType.Format;
import io.runfolio.media.child.ChildCommand;
import io.runfolio.media.child.ChildNotStartedException;
import io.runfolio.media.child.ChildResult;
import io.runfolio.media.child.ChildRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decodes AVIF, HEIC and JPEG 2000 by an ffmpeg program, in a child process that may use one demuxer and open local files only. */
public final class FfmpegStillDecoder implements FallbackDecoder {
    private static final Map<Format, String> DEMUXERS =
            Map.of(Format.AVIF, "mov", Format.HEIC, "mov", Format.JPEG_2000, "j2k_pipe", Format.ICO, "ico");
    private static final int LOG_BYTES = 16_384;
    private static final int BYTES_A_PIXEL = 8;

    private final ChildRunner runner;
    private final Path program;
    private final Duration timeLimit;
    private final long maxMemoryBytes;
    private final int maxMegapixels;

    /**
     * @param runner runs the program
     * @param program ffmpeg, 5.1 or later
     * @param timeLimit for one picture
     * @param maxMemoryBytes address space of the program, where the system can limit it; 0 for no limit
     * @param maxMegapixels size of a picture that is decoded, in millions of pixels
     */
    public FfmpegStillDecoder(
            ChildRunner runner, Path program, Duration timeLimit, long maxMemoryBytes, int maxMegapixels) {
        this.runner = runner;
        this.program = program;
        this.timeLimit = timeLimit;
        this.maxMemoryBytes = maxMemoryBytes;
        this.maxMegapixels = maxMegapixels;
    }

    @Override
    public Optional<Path> decodeToPng(Path source, SniffedType type, Path folder) {
        String demuxer = DEMUXERS.get(type.format());
        if (demuxer == null) {
            return Optional.empty();
        }
        Path png = folder.resolve("decoded.png");
        ChildResult result;
        try {
            result = runner.run(command(source, demuxer, png, folder));
        } catch (ChildNotStartedException e) {
            return Optional.empty();
        }
        if (result.timedOut()) {
            throw new UndecodableException(
                    "timed_out", "Decoding the picture took longer than " + timeLimit.toSeconds() + " s.");
        }
        if (!result.succeeded() || !Files.isRegularFile(png)) {
            throw new UndecodableException(
                    "corrupt", "The picture is damaged, or of a kind that ffmpeg cannot decode.");
        }
        refuseTile(source, png);
        return Optional.of(png);
    }

    private ChildCommand command(Path source, String demuxer, Path png, Path folder) {
        long pixels = maxMegapixels * 1_000_000L;
        List<String> arguments = List.of(
                "-nostdin",
                "-hide_banner",
                "-loglevel",
                "error",
                "-max_pixels",
                String.valueOf(pixels),
                "-protocol_whitelist",
                "file,pipe",
                "-format_whitelist",
                demuxer.equals("mov") ? "mov,mp4,m4a,3gp,3g2,mj2" : demuxer,
                "-f",
                demuxer,
                "-i",
                "file:" + source.toAbsolutePath(),
                "-map",
                "0:v:0",
                "-frames:v",
                "1",
                "-an",
                "-f",
                "image2",
                "-update",
                "1",
                "-c:v",
                "png",
                "file:" + png.toAbsolutePath());
        long maxFile = BYTES_A_PIXEL * pixels + (1 << 20);
        return new ChildCommand(program, arguments, folder, timeLimit, LOG_BYTES, LOG_BYTES, maxMemoryBytes, maxFile);
    }

    /** Large HEIC pictures are grids of tiles, and an older program decodes the first tile as if it were all. */
    private static void refuseTile(Path source, Path png) {
        try (ByteSource original = ByteSource.open(source);
                ByteSource decoded = ByteSource.open(png)) {
            long largest = IsoSizes.largest(original);
            Size size = PngHeader.read(decoded).size();
            if (size.pixels() < largest) {
                throw new UndecodableException(
                        "tiles_not_joined", "The picture is made of tiles, which this ffmpeg cannot join.");
            }
        } catch (IOException e) {
            throw new UndecodableException("corrupt", "The picture is damaged and could not be decoded.");
        }
    }
}
