package io.runfolio.media;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * File for previews that has been written, such as a storyboard or the peaks of a sound.
 *
 * @param name name in records and addresses, such as {@code storyboard.webp}
 * @param file its path
 * @param mimeType its MIME type
 * @param width pixels; empty if it is no picture
 * @param height pixels; empty if it is no picture
 * @param bytes file size
 * @param sha256 lower-case hex; empty if checksums are disabled
 */
public record MediaPreview(
        String name,
        Path file,
        String mimeType,
        OptionalInt width,
        OptionalInt height,
        long bytes,
        Optional<String> sha256) {}
