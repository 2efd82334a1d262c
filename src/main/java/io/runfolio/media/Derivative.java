package io.runfolio.media;

import io.runfolio.run.DerivativeKind;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A derivative that was written.
 *
 * @param kind what it is for
 * @param file where it is
 * @param mimeType its type
 * @param width pixels
 * @param height pixels
 * @param durationSeconds seconds; empty for a still
 * @param bytes its size
 * @param sha256 lower-case hex; empty where checksums are switched off
 * @param codecName the video codec, such as {@code h264}; empty for a picture
 * @param metadata what else is worth keeping, such as {@code frame_count}, {@code quality}, {@code fallback_from}
 */
public record Derivative(
        DerivativeKind kind,
        Path file,
        String mimeType,
        int width,
        int height,
        OptionalDouble durationSeconds,
        long bytes,
        Optional<String> sha256,
        Optional<String> codecName,
        Map<String, Object> metadata) {}
