package io.runfolio.artifact.transfer;

import java.util.List;

/**
 * Manifest of an export, {@code manifest.json}, its last file. An export without it is incomplete.
 *
 * @param format {@value #FORMAT}
 * @param version {@value #VERSION}
 * @param createdAt ISO-8601 with offset
 * @param files all other files
 * @param problems requested files that could not be exported
 */
public record ExportManifest(
        String format, int version, String createdAt, List<ExportedFile> files, List<Problem> problems) {
    /** Value of {@code format}. */
    public static final String FORMAT = "runfolio-export";
    /** Version of the manifest's format. */
    public static final int VERSION = 1;
    /** File name of the manifest. */
    public static final String NAME = "manifest.json";
    /** Folder of named renditions; it has a folder for each name. */
    public static final String RENDITIONS = "renditions/";
    /** Folder of whole bundles. */
    public static final String BUNDLES = "bundles/";

    /**
     * A file.
     *
     * @param path its path in the export
     * @param role {@code original}, {@code raw}, {@code png}, {@code web}, {@code size}, {@code rendition},
     *     {@code sidecar}, {@code sheet} or {@code bundle}
     * @param runId the run; null for a contact sheet
     * @param artifactId the artifact; null for files of a whole bundle and for a contact sheet
     * @param bytes its size
     * @param sha256 lower-case hex
     * @param verified whether its bytes were compared with a checksum that its bundle has of it
     */
    public record ExportedFile(
            String path, String role, String runId, String artifactId, long bytes, String sha256, boolean verified) {}

    /**
     * File that was not exported.
     *
     * @param runId the run, or where it should have been
     * @param artifactId the artifact; null for a whole bundle
     * @param role what was asked for
     * @param code {@code damaged}, {@code missing}, {@code unknown_artifact}, {@code unreadable}, {@code not_rendered},
     *     {@code no_derivative} or {@code no_font}
     * @param message a sentence for people
     */
    public record Problem(String runId, String artifactId, String role, String code, String message) {}

    public ExportManifest {
        files = files == null ? List.of() : List.copyOf(files);
        problems = problems == null ? List.of() : List.copyOf(problems);
    }
}
