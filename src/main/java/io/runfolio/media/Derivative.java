package io.runfolio.media;

import io.runfolio.run.DerivativeKind;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Derivative file that has been written.
 *
 * @param kind its purpose
 * @param file its path
 * @param mimeType its MIME type
 * @param width pixels
 * @param height pixels
 * @param durationSeconds seconds; empty for a still
 * @param bytes file size
 * @param sha256 lower-case hex; empty if checksums are disabled
 * @param codecName video codec, such as {@code h264}; empty for a picture
 * @param metadata further facts, such as {@code frame_count}, {@code quality}, {@code fallback_from}
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
