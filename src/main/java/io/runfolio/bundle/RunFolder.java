package io.runfolio.bundle;

import io.runfolio.files.StorageRoots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * Paths of the files of a run's folder, sealed or in staging.
 *
 * @param root the folder itself
 */
public record RunFolder(Path root) {
    /** Name of the run's record, which is the last file of a bundle to be written. */
    public static final String RUN_RECORD = "run.json";

    /** Name of the notes, which follow from the ledger. */
    public static final String NOTES = "notes.md";

    /** Name of the ledger. */
    public static final String LEDGER = "ledger.jsonl";

    /** Name of the checksums at sealing. */
    public static final String CHECKSUMS = "SHA256SUMS";

    private static final List<String> MEDIA = List.of("inputs/", "original/", "web/", "thumb/");

    /**
     * Returns whether a file is in a folder of originals or derivatives.
     *
     * @param path its path in the bundle, with {@code /}
     */
    public static boolean isMedia(String path) {
        return MEDIA.stream().anyMatch(path::startsWith);
    }

    /** Returns the full record of the run. */
    public Path runJson() {
        return root.resolve(RUN_RECORD);
    }

    /** Returns the summary for lists and tiles. */
    public Path manifest() {
        return root.resolve("manifest.json");
    }

    /** Returns the summary for people, in Markdown. */
    public Path notes() {
        return root.resolve(NOTES);
    }

    /** Returns the request to the generator, if the event has it. */
    public Path request() {
        return root.resolve("request.json");
    }

    /** Returns the raw prompt, if there is one. */
    public Path prompt() {
        return root.resolve("prompt.txt");
    }

    /** Returns the enhanced prompt, if there is one. */
    public Path promptEnhanced() {
        return root.resolve("prompt_enhanced.txt");
    }

    /** Returns the artifact records. */
    public Path artifacts() {
        return root.resolve("artifacts.json");
    }

    /** Returns the checksums of all other files at sealing, as {@code sha256sum -c} reads them. */
    public Path checksums() {
        return root.resolve(CHECKSUMS);
    }

    /** Returns the log of changes after sealing; it is created with the first one. */
    public Path reviewLog() {
        return root.resolve(LEDGER);
    }

    /** Returns the folder of the inputs' originals. */
    public Path inputs() {
        return root.resolve("inputs");
    }

    /** Returns the folder of the outputs' originals. */
    public Path original() {
        return root.resolve("original");
    }

    /** Returns the folder of the web derivatives. */
    public Path web() {
        return root.resolve("web");
    }

    /** Returns the folder of thumbs and posters. */
    public Path thumb() {
        return root.resolve("thumb");
    }

    /** Returns the folder of the provider's responses and of child processes' output. */
    public Path logs() {
        return root.resolve("logs");
    }

    /** Returns a file's path relative to this folder, with {@code /} on every system. */
    public String relative(Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }

    /** Creates the folder, which must not exist, with its five folders, and its missing parents. */
    public void createFolders() throws IOException {
        try {
            Files.createDirectory(root);
        } catch (NoSuchFileException e) {
            StorageRoots.createFolders(root.getParent());
            Files.createDirectory(root);
        }
        for (Path folder : List.of(inputs(), original(), web(), thumb(), logs())) {
            Files.createDirectory(folder);
        }
    }
}
