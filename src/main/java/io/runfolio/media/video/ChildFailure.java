package io.runfolio.media.video;

import io.runfolio.media.child.ChildResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads out of a child's end why it failed. */
final class ChildFailure {
    private static final int OVER_FILE_SIZE = 128 + 25;
    private static final Pattern NO_DECODER =
            Pattern.compile("(?i)decoder \\S{1,200}+ not found|decoder \\(codec [^)]{0,200}+\\) not found"
                    + "|no decoder (could be )?found|unknown decoder|decoding requested, but no decoder");
    private static final Pattern TOO_MANY_PIXELS = Pattern.compile("exceeds specified max pixel count");
    private static final Pattern DAMAGE =
            Pattern.compile("(?i)moov atom not found|invalid data found|end of file|input/output error"
                    + "|error opening input|could not find codec parameters|failed to open codec"
                    + "|ended prematurely|header (missing|damaged)|invalid argument");
    private static final Pattern DECODE_ERROR = Pattern.compile("(?i)error while decoding|error submitting (a )?packet"
            + "|corrupt|invalid nal|invalid data found|partial file"
            + "|truncat|concealing|packet size|error decoding|ended prematurely|frame= +0 ");

    private static final Pattern OUT_OF_MEMORY = Pattern.compile("Cannot allocate memory|OutOfMemoryError");
    /** Matches what FFmpeg prints when a file is at fault: the name and address of a part of it, or one of its fixed sentences. */
    private static final Pattern VERDICT = Pattern.compile(
            "(?im)\\[[^\\[\\]@\\n]{1,200}+@ (?:0x)?+[0-9a-f]{6,16}+\\]|^error |conversion failed|not supported|unsupported"
                    + "|not implemented|file too large|matches no streams|nothing was (written|encoded)"
                    // words of djxl, rsvg-convert and tiffcp
                    + "|input file is truncated|jxl\\w{0,40}+ failed|decoder error|failed to (decode|parse)"
                    + "|(?:zstd|lzma|webp)decode|can't read (?:strip|tile|scanline)|read error (?:at|on)"
                    + "|would be larger than|^no memory|has no dimensions");

    private ChildFailure() {}

    /** Returns whether an engine's words are a decoder's verdict on a file. */
    static boolean isVerdict(String said) {
        return List.of(VERDICT, DAMAGE, DECODE_ERROR, NO_DECODER, TOO_MANY_PIXELS, OUT_OF_MEMORY).stream()
                .anyMatch(words -> words.matcher(said).find());
    }

    /** Returns whether a signal of its own doing ended the engine; ffmpeg ends with a larger code over an error. */
    static boolean crashed(ChildResult result) {
        return result.exitCode() > 128 && result.exitCode() < 160;
    }

    static ClipProblemException of(ChildResult result) {
        String said = evidence(result);
        if (result.timedOut()) {
            return ClipProblemException.failed("timed_out", "The work on the clip took longer than is allowed");
        }
        if (TOO_MANY_PIXELS.matcher(said).find()) {
            return ClipProblemException.failed("too_many_pixels", "The clip's frames have more pixels than is allowed");
        }
        if (NO_DECODER.matcher(said).find()) {
            return ClipProblemException.unsupported("no_decoder", "There is no decoder for the clip's codec");
        }
        if (OUT_OF_MEMORY.matcher(said).find()) {
            return ClipProblemException.failed("out_of_memory", "The clip needs more memory than is allowed");
        }
        if (result.exitCode() == OVER_FILE_SIZE || said.contains("File too large")) {
            return ClipProblemException.failed("too_large", "The clip's derivatives grew larger than is allowed");
        }
        if (crashed(result)) {
            return ClipProblemException.failed(
                    "engine_crashed", "The engine crashed on the clip (exit code " + result.exitCode() + ")");
        }
        if (DAMAGE.matcher(said).find()) {
            return ClipProblemException.failed(
                    "corrupt", "The file is damaged: " + firstLine(said).orElse("it cannot be read"));
        }
        return ClipProblemException.failed(
                "engine_failed", "The engine gave up: " + firstLine(said).orElse("exit code " + result.exitCode()));
    }

    /** Returns whether the engine met damaged data on its way. */
    static boolean metDamage(ChildResult result) {
        return DECODE_ERROR.matcher(evidence(result)).find();
    }

    static boolean tooManyPixels(ChildResult result) {
        return TOO_MANY_PIXELS.matcher(evidence(result)).find();
    }

    /** Returns what the engine says of itself. Lines that are set in quote the file's own tags, and a title could read like an error. */
    static String evidence(ChildResult result) {
        return said(result).lines().filter(line -> !line.startsWith(" ")).collect(Collectors.joining("\n"));
    }

    static String said(ChildResult result) {
        return new String(result.error(), StandardCharsets.UTF_8);
    }

    /** Returns the first line that tells of an error, less FFmpeg's {@code [name @ address]} and any path. */
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
