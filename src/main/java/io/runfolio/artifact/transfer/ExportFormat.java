package io.runfolio.artifact.transfer;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Form of an artifact in an export, beside its sidecar. */
public enum ExportFormat {
    /** The output's original, byte for byte. */
    ORIGINAL("original"),
    /**
     * The model's raw output, byte for byte. It is the original that a post-processed output was made from, else its
     * own.
     */
    RAW("raw"),
    /** PNG in the original's size; for a clip, its poster. */
    PNG("png"),
    /** The web derivative of the bundle. */
    WEB("webp"),
    /** Pages with thumbnails of all artifacts of the export, as JPEG. */
    SHEET("sheet"),
    /** The whole bundle, which {@link Importer} takes in elsewhere. */
    BUNDLE("bundle");

    private final String word;

    ExportFormat(String word) {
        this.word = word;
    }

    /** Returns the names of all forms. */
    public static List<String> words() {
        return Stream.of(values()).map(exportFormat -> exportFormat.word).toList();
    }

    /** Returns the form with a name, ignoring case; {@code web} is an alias of {@code webp}, as clips have an MP4. */
    public static Optional<ExportFormat> of(String word) {
        String plain = word.strip().toLowerCase(Locale.ROOT);
        return Stream.of(values())
                .filter(exportFormat -> exportFormat.word.equals(plain) || exportFormat == WEB && plain.equals("web"))
                .findFirst();
    }
}
