package io.runfolio.workflow.step;

import io.runfolio.run.AssetKind;
import io.runfolio.run.FileExtensions;
import java.nio.file.Path;
import java.util.Optional;

/** Kinds and extensions of the files of answers. */
final class FileTypes {
    private FileTypes() {}

    /** Returns the extension of a media type, with its dot; {@code .bin} if it is unknown. */
    static String extension(Optional<String> mimeType) {
        return "." + mimeType.flatMap(FileExtensions::ofType).orElse("bin");
    }

    /** Returns the kind of a file by its media type, else by its extension. */
    static String kind(Optional<String> mimeType, Path file) {
        return mimeType.map(FileExtensions::kindOfType)
                .or(() -> FileExtensions.kind(file.getFileName().toString()))
                .orElse(AssetKind.OTHER)
                .jsonName();
    }
}
