package io.runfolio.workflow.step;

import java.nio.file.Path;
import java.util.Optional;

/**
 * File of a step's answer.
 *
 * @param path absolute path inside the work folder
 * @param kind {@code image}, {@code video}, {@code audio}, {@code text} or {@code other}
 * @param mimeType media type that the endpoint states; null if absent
 * @param role role of the file, such as {@code output}, {@code raw} or {@code processed}
 */
public record StepFile(Path path, String kind, String mimeType, String role) {
    /**
     * Returns the kind of a file by its media type, else by its extension.
     *
     * @param mimeType media type; null if unknown
     */
    public static String kindOf(String mimeType, Path file) {
        return FileTypes.kind(Optional.ofNullable(mimeType), file);
    }
}
