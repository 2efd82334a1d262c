package io.runfolio.bundle;

import io.runfolio.run.StorageRoots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * One run's folder, sealed or in staging: the names of all that it may hold.
 *
 * @param root the folder itself
 */
public record RunFolder(Path root) {

    /** All that is known of the run. */
    public Path runJson() {
        return root.resolve("run.json");
    }

    /** What a list or a tile needs. */
    public Path manifest() {
        return root.resolve("manifest.json");
    }

    /** The same for people, in Markdown. */
    public Path notes() {
        return root.resolve("notes.md");
    }

    /** What was sent to the generator, if the event said so. */
    public Path request() {
        return root.resolve("request.json");
    }

    /** The raw prompt, if any. */
    public Path prompt() {
        return root.resolve("prompt.txt");
    }

    /** The enhanced prompt, if any. */
    public Path promptEnhanced() {
        return root.resolve("prompt_enhanced.txt");
    }

    /** The outputs as artifacts. */
    public Path artifacts() {
        return root.resolve("artifacts.json");
    }

    /** Checksums of all other files as they were sealed, in the form that {@code sha256sum -c} reads. */
    public Path checksums() {
        return root.resolve("SHA256SUMS");
    }

    /** What happened to the artifacts after sealing, one line each; there is none until something does. */
    public Path ledger() {
        return root.resolve("ledger.jsonl");
    }

    /** Folder of the inputs' originals. */
    public Path inputs() {
        return root.resolve("inputs");
    }

    /** Folder of the outputs' originals. */
    public Path original() {
        return root.resolve("original");
    }

    /** Folder of the web derivatives. */
    public Path web() {
        return root.resolve("web");
    }

    /** Folder of thumbs and posters. */
    public Path thumb() {
        return root.resolve("thumb");
    }

    /** Folder of the provider's answers and of what child processes said. */
    public Path logs() {
        return root.resolve("logs");
    }

    /** Returns a file's path relative to this folder, with {@code /} on every system. */
    public String relative(Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }

    /** Makes the folder and the five folders in it, none of which may exist; the folder's parents are made where they are missing. */
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
