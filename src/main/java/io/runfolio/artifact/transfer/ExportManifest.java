package io.runfolio.artifact.transfer;

import java.util.List;

/**
 * An export's {@code manifest.json}, its last file: what else is in it. An export without it was not finished.
 *
 * @param format {@value #FORMAT}
 * @param version {@value #VERSION}
 * @param createdAt ISO-8601 with offset
 * @param files all other files
 * @param problems what was asked for and could not be exported
 */
public record ExportManifest(
        String format, int version, String createdAt, List<ExportedFile> files, List<Problem> problems) {
    /** What an export of ours calls itself. */
    public static final String FORMAT = "runfolio-export";
    /** The form of this manifest. */
    public static final int VERSION = 1;
    /** Its name. */
    public static final String NAME = "manifest.json";
    /** Folder of the whole bundles. */
    public static final String BUNDLES = "bundles/";

    /**
     * A file.
     *
     * @param path its path in the export
     * @param role {@code original}, {@code png}, {@code web}, {@code size}, {@code sidecar} or {@code bundle}
     * @param runId the run
     * @param artifactId the artifact; null for files of a whole bundle
     * @param bytes its size
     * @param sha256 lower-case hex
     * @param verified whether its bytes were compared with a checksum that its bundle has of it
     */
    public record ExportedFile(
            String path, String role, String runId, String artifactId, long bytes, String sha256, boolean verified) {}

    /**
     * What was not exported.
     *
     * @param runId the run, or where it should have been
     * @param artifactId the artifact; null for a whole bundle
     * @param role what was asked for
     * @param code {@code damaged}, {@code missing}, {@code unknown_artifact}, {@code unreadable}, {@code not_rendered} or {@code no_derivative}
     * @param message a sentence for people
     */
    public record Problem(String runId, String artifactId, String role, String code, String message) {}

    public ExportManifest {
        files = files == null ? List.of() : List.copyOf(files);
        problems = problems == null ? List.of() : List.copyOf(problems);
    }
}
