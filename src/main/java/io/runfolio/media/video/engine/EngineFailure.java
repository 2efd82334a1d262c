package io.runfolio.media.video.engine;

import io.runfolio.media.child.ChildResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Classifies the failure of an engine by its exit code and messages. */
public final class EngineFailure {
    private static final int OVER_FILE_SIZE = 128 + 25;
    private static final Pattern NO_DECODER =
            Pattern.compile("(?i)decoder \\S{1,200}+ not found|decoder \\(codec [^)]{0,200}+\\) not found"
                    + "|no decoder (could be )?found|format or codec not found|unknown decoder|decoding "
                    + "requested, but no decoder");
    private static final Pattern TOO_MANY_PIXELS = Pattern.compile("exceeds specified max pixel count");
    private static final Pattern DAMAGE =
            Pattern.compile("(?i)moov atom not found|invalid data found|end of file|input/output error"
                    + "|error opening input|could not find codec parameters|failed to open codec"
                    + "|ended prematurely|header (missing|damaged)|invalid argument");
    private static final Pattern DECODE_ERROR = Pattern.compile("(?i)error while decoding|error submitting (a )?packet"
            + "|corrupt|invalid nal|invalid data found|partial file"
            + "|truncat|concealing|packet size|error decoding|ended prematurely|frame= +0 ");

    private static final Pattern OUT_OF_MEMORY = Pattern.compile("Cannot allocate memory|OutOfMemoryError");
    /** Matches messages about a bad file: name and address of an FFmpeg component, or a fixed sentence. */
    private static final Pattern VERDICT =
            Pattern.compile("(?im)\\[[^\\[\\]@\\n]{1,200}+@ (?:0x)?+[0-9a-f]{6,16}+\\]|^error |conversion failed|not "
                    + "supported|unsupported"
                    + "|not implemented|file too large|matches no streams|nothing was (written|encoded)"
                    // messages of djxl, rsvg-convert and tiffcp
                    + "|input file is truncated|jxl\\w{0,40}+ failed|decoder error|failed to (decode|parse)"
                    + "|(?:zstd|lzma|webp)decode|can't read (?:strip|tile|scanline)|read error (?:at|on)"
                    + "|would be larger than|^no memory|has no dimensions");

    private EngineFailure() {}

    /** Returns whether messages are a decoder's verdict on a file. */
    public static boolean isVerdict(String said) {
        return List.of(VERDICT, DAMAGE, DECODE_ERROR, NO_DECODER, TOO_MANY_PIXELS, OUT_OF_MEMORY).stream()
                .anyMatch(words -> words.matcher(said).find());
    }

    /** Returns whether the engine crashed by a signal; ffmpeg uses larger exit codes for errors. */
    public static boolean isCrash(ChildResult result) {
        return result.exitCode() > 128 && result.exitCode() < 160;
    }

    public static UnusableClipException classify(ChildResult result) {
        String said = messages(result);
        if (result.timedOut()) {
            return UnusableClipException.failed("timed_out", "The clip exceeded runfolio.video.time-limit");
        }
        if (TOO_MANY_PIXELS.matcher(said).find()) {
            return UnusableClipException.failed("too_many_pixels", "The clip's frames exceed the limit on pixels");
        }
        if (NO_DECODER.matcher(said).find()) {
            return UnusableClipException.unsupported("no_decoder", "There is no decoder for the clip's codec");
        }
        if (OUT_OF_MEMORY.matcher(said).find()) {
            return UnusableClipException.failed("out_of_memory", "The clip exceeded runfolio.video.max-memory");
        }
        if (result.exitCode() == OVER_FILE_SIZE || said.contains("File too large")) {
            return UnusableClipException.failed("too_large", "The clip's derivatives exceeded the limit on file size");
        }
        if (isCrash(result)) {
            return UnusableClipException.failed(
                    "engine_crashed", "The engine crashed on the clip (exit code " + result.exitCode() + ")");
        }
        if (DAMAGE.matcher(said).find()) {
            return UnusableClipException.failed(
                    "corrupt", "The file is damaged: " + firstLine(said).orElse("it cannot be read"));
        }
        return UnusableClipException.failed(
                "engine_failed", "The engine failed: " + firstLine(said).orElse("exit code " + result.exitCode()));
    }

    /** Returns whether the engine reported damaged data. */
    public static boolean hasDecodeErrors(ChildResult result) {
        return DECODE_ERROR.matcher(messages(result)).find();
    }

    public static boolean hasTooManyPixels(ChildResult result) {
        return TOO_MANY_PIXELS.matcher(messages(result)).find();
    }

    /**
     * Returns the engine's own messages.
     *
     * <p>Indented lines are omitted: they quote tags of the file, and a title could read like an error.
     */
    public static String messages(ChildResult result) {
        return stderr(result).lines().filter(line -> !line.startsWith(" ")).collect(Collectors.joining("\n"));
    }

    public static String stderr(ChildResult result) {
        return new String(result.error(), StandardCharsets.UTF_8);
    }

    /** Returns the first error line, without FFmpeg's {@code [name @ address]} and paths. */
    private static Optional<String> firstLine(String said) {
        return said.lines()
                .filter(line -> line.matches("(?i).*(error|invalid|not found|could not|fail|missing).*"))
                .map(line -> line.replaceAll("\\[[^\\[\\]@]{1,100}+@ 0x[0-9a-f]{1,16}+\\]\\s{0,100}+", "")
                        .replaceAll("(?<!\\w)(file:)?/[^\\s:]+", "the file")
                        .strip())
                .map(line -> line.length() > 200 ? line.substring(0, 200) : line)
                .findFirst();
    }
}
