package io.runfolio.bundle.audit;

import io.runfolio.bundle.BundleChecksums;
import io.runfolio.bundle.RedoneOutput;
import io.runfolio.bundle.RunFolder;
import io.runfolio.files.PathResolver;
import io.runfolio.files.RegularFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.run.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Compares the files of one bundle with what is recorded of them, and collects findings. Read-only. */
final class FileAudit {
    private final RunFolder folder;
    private final PathResolver files;
    private final RemovedFiles removed;
    private final List<Finding> findings = new ArrayList<>();
    /** Files in the records. */
    private final Set<Path> named = new HashSet<>();
    /** Files that have a finding: one for each is enough. */
    private final Set<Path> reported = new HashSet<>();
    /** Checksums that were computed. */
    private final Map<Path, String> computed = new HashMap<>();
    /** Files that a redo replaced, relative to the bundle: no loss if they are missing. */
    private Set<String> replaced = Set.of();

    /**
     * @param files resolves the paths of the bundle; files that only the object store has are not fetched
     * @param removed files that a removal took, which may be missing
     */
    FileAudit(RunFolder folder, PathResolver files, RemovedFiles removed) {
        this.folder = folder;
        this.files = files;
        this.removed = removed;
    }

    /** Sets the files that a redo replaced, relative to the bundle. */
    void replaced(Set<String> paths) {
        replaced = paths;
    }

    /** Checks the files that a redo replaced: they may be missing. */
    void replaced() {
        replaced.forEach(path -> file(path, null, null, "its record"));
    }

    /** Returns the findings so far. */
    List<Finding> findings() {
        return findings;
    }

    void addAll(List<Finding> more) {
        findings.addAll(more);
    }

    /** Adds a finding, unless its file has one. The bundle itself may have several. */
    void found(String code, Path path, String message) {
        if (reported.add(path) || path.equals(folder.root())) {
            findings.add(new Finding(code, path.toString(), message));
        }
    }

    /** Notes a recorded path whose file never came. */
    void neverCopied(String relative) {
        named.add(files.look(relative).path());
    }

    /**
     * Compares a file.
     *
     * @param relative path in the bundle
     * @param bytes recorded size, or null
     * @param sha256 recorded checksum, or null
     * @param source what names the file, for messages
     */
    void file(String relative, Long bytes, String sha256, String source) {
        PathResolver.Resolved resolved = files.look(relative);
        if (resolved.status() == PathResolver.Status.REFUSED) {
            findings.add(new Finding(
                    "path_outside",
                    folder.root().toString(),
                    source + " names a path that no bundle can have: " + resolved.reason()));
            return;
        }
        Path file = resolved.path();
        named.add(file);
        if (reported.contains(file)) {
            return;
        }
        if (resolved.status() == PathResolver.Status.MISSING && removed.isExplained(relative)) {
            reported.add(file);
            return;
        }
        if (replaced.contains(relative)) {
            left(resolved);
            return;
        }
        if (!resolved.isFile()) {
            String why =
                    resolved.reason().isEmpty() ? "is not there" : "is not a file of the bundle: " + resolved.reason();
            found("file_missing", file, "The file that " + source + " names " + why);
            return;
        }
        try {
            long actual = files.bytes(relative).orElseThrow(() -> new NoSuchFileException(file.toString()));
            if (bytes != null && actual != bytes) {
                found("size_differs", file, "The file has " + actual + " bytes, the record says " + bytes);
            } else if (sha256 != null && RegularFiles.exists(file)) {
                hash(file, sha256, source);
            }
        } catch (NoSuchFileException e) {
            found("file_missing", file, "The file that " + source + " names is not there");
        } catch (IOException e) {
            found("file_unreadable", file, "The file cannot be read: " + StorageErrors.reason(e));
        }
    }

    private void left(PathResolver.Resolved resolved) {
        if (resolved.isFile()) {
            found("replaced_left", resolved.path(), "A redo replaced this file and was stopped before it was deleted");
        }
    }

    private void hash(Path file, String sha256, String source) throws IOException {
        boolean asRecorded = computed.containsKey(file);
        String actual = asRecorded ? computed.get(file) : BundleChecksums.sha256(file);
        if (sha256.equals(actual)) {
            computed.put(file, actual);
        } else if (asRecorded) {
            found("record_differs", folder.checksums(), "It has another checksum of " + file + " than run.json");
        } else {
            found("checksum_differs", file, "The file's sha256 is not the one that " + source + " has");
        }
    }

    /** Reports files among originals and derivatives that no record names. */
    void strays() {
        for (Path part : List.of(folder.inputs(), folder.original(), folder.web(), folder.thumb())) {
            if (!Files.isDirectory(part, LinkOption.NOFOLLOW_LINKS)) {
                continue;
            }
            try (Stream<Path> all = Files.walk(part)) {
                all.filter(file -> !file.equals(part) && !named.contains(file))
                        .sorted()
                        .forEach(file -> found(
                                RedoneOutput.isFile(file) ? "redo_left" : "stray_file",
                                file,
                                "No record names this file"));
            } catch (IOException | UncheckedIOException e) {
                found("file_unreadable", part, "The folder cannot be read: " + e.getMessage());
            }
        }
    }
}
