package io.runfolio.bundle.audit;

import io.runfolio.bundle.ArtifactRecord;
import io.runfolio.bundle.BundleChecksums;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.RunFolder;
import io.runfolio.bundle.RunRecords;
import io.runfolio.bundle.ledger.BundleLedger;
import io.runfolio.bundle.ledger.NotesEntry;
import io.runfolio.files.PathResolver;
import io.runfolio.files.RegularFiles;
import io.runfolio.files.RunfolioException;
import io.runfolio.files.StorageException;
import io.runfolio.json.RecordMapper;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.AssetState;
import io.runfolio.run.Finding;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunManifest;
import io.runfolio.run.extras.AssetExtras;
import io.runfolio.run.extras.DerivedFile;
import io.runfolio.run.extras.RunExtras;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Compares a bundle with its own records, byte by byte. Read-only. */
final class BundleAudit {
    /** Code of a {@code notes.md} that is older than the ledger's. */
    static final String NOTES_LEFT = "notes_left";

    private final RunFolder folder;
    private final FileAudit files;
    private final Set<String> artifactIds = new LinkedHashSet<>();
    private final RemovedFiles removed;
    private BundleLedger ledger = BundleLedger.of(List.of());

    private BundleAudit(Path root, PathResolver resolver, Path trash) {
        this.folder = new RunFolder(root);
        this.removed = RemovedFiles.of(folder, trash);
        this.files = new FileAudit(folder, resolver, removed);
    }

    /**
     * Findings of the audit.
     *
     * @param findings nothing if the bundle is whole
     * @param run its record; empty if that cannot be read
     * @param artifactIds the artifacts that it claims
     */
    record Result(List<Finding> findings, Optional<RunArtifact> run, Set<String> artifactIds) {}

    /**
     * Returns the faults of a bundle. No content of its files causes an exception.
     *
     * @param resolver resolves the paths of its files
     * @param trash folder of the bundle's removed files; it may be missing
     */
    static Result check(Path root, PathResolver resolver, Path trash) {
        BundleAudit audit = new BundleAudit(root, resolver, trash);
        try {
            return audit.result();
        } catch (StorageException | UncheckedIOException e) {
            audit.files.found("file_unreadable", root, "The bundle cannot be read: " + e.getMessage());
        } catch (RuntimeException e) {
            audit.files.found("record_unreadable", root, "A record of the bundle cannot be processed: " + e);
        }
        return new Result(audit.files.findings(), Optional.empty(), audit.artifactIds);
    }

    private Result result() {
        if (Files.isSymbolicLink(folder.root())) {
            found("path_outside", folder.root(), "The bundle is a link: move the folder itself to this place");
            return new Result(files.findings(), Optional.empty(), artifactIds);
        }
        ledger = ledger();
        parts();
        Optional<RunArtifact> run = read(folder.runJson(), () -> BundleReader.run(folder));
        Optional<RunManifest> manifest = read(folder.manifest(), () -> BundleReader.manifest(folder));
        run.filter(record -> !name().equals(record.runId()))
                .ifPresent(record -> found("record_differs", folder.runJson(), "The record names another run"));
        manifest.filter(record -> !name().equals(record.runId()))
                .ifPresent(record -> found("record_differs", folder.manifest(), "The record names another run"));
        run.ifPresent(folded -> files.replaced(BundleReader.replaced(folder)));
        run.ifPresent(this::assets);
        checksums(run);
        files.addAll(removed.findings());
        files.replaced();
        if (run.isPresent()) {
            files.strays();
        }
        artifacts(run, manifest);
        return new Result(files.findings(), run, artifactIds);
    }

    private String name() {
        return folder.root().getFileName().toString();
    }

    private void parts() {
        Stream.of(folder.runJson(), folder.manifest(), folder.notes())
                .filter(file -> !RegularFiles.exists(file))
                .forEach(file -> found("bundle_incomplete", file, "The bundle lacks " + file.getFileName()));
        Stream.of(folder.inputs(), folder.original(), folder.web(), folder.thumb(), folder.logs())
                .filter(part -> !Files.isDirectory(part, LinkOption.NOFOLLOW_LINKS))
                .forEach(part -> found("bundle_incomplete", part, "The bundle lacks the folder " + part.getFileName()));
    }

    private <T> Optional<T> read(Path file, Supplier<T> reader) {
        if (!RegularFiles.exists(file)) {
            found("record_unreadable", file, "The record is not a regular file");
            return Optional.empty();
        }
        try {
            return Optional.of(reader.get());
        } catch (UnreadableRecordException e) {
            found("record_unreadable", file, "A record cannot be read: " + e.getMessage());
            return Optional.empty();
        }
    }

    private void assets(RunArtifact run) {
        Stream.concat(run.inputs().stream(), run.outputs().stream()).forEach(this::asset);
        // a redo removes sealed files only if its line names them
        BundleReader.sealedRun(folder).outputs().stream()
                .filter(before -> !run.outputs().contains(before))
                .flatMap(before -> DerivedFile.of(before).stream())
                .forEach(made -> file(made.relativePath(), made.bytes(), made.sha256()));
        run.logs().values().forEach(this::presentIfOurs);
        presentIfOurs(run.requestPath());
        presentIfOurs(run.prompts().rawPath());
        presentIfOurs(run.prompts().enhancedPath());
    }

    /** Compares the files with {@code SHA256SUMS}; bundles of format version 1 have other checks. */
    private void checksums(Optional<RunArtifact> run) {
        if (Files.exists(folder.checksums(), LinkOption.NOFOLLOW_LINKS)) {
            read(folder.checksums(), () -> BundleChecksums.read(folder)).ifPresent(sums -> {
                Stream.concat(
                                Stream.of(folder.runJson(), folder.manifest(), folder.notes(), folder.artifacts())
                                        .map(folder::relative),
                                run.map(folded -> BundleReader.sealedRun(folder)).stream()
                                        .flatMap(BundleAudit::otherFiles))
                        .filter(path -> !sums.byPath().containsKey(path))
                        .forEach(path -> found("record_differs", folder.checksums(), "It does not name " + path));
                sums.byPath().forEach(this::sum);
            });
        } else if (run.isEmpty() || version(run.get()) >= RunRecords.WITH_CHECKSUMS) {
            found(
                    "bundle_incomplete",
                    folder.checksums(),
                    "The bundle lacks SHA256SUMS, so edits of its records cannot be detected");
        } else if (version(run.get()) > 0) {
            LegacyBundleAudit.check(folder, run.get())
                    .forEach(finding -> found(finding.code(), Path.of(finding.path()), finding.message()));
        }
        if (run.isPresent() && version(run.get()) >= RunRecords.WITH_CHECKSUMS && !Files.exists(folder.artifacts())) {
            found("bundle_incomplete", folder.artifacts(), "The bundle lacks artifacts.json");
        }
    }

    private void sum(String path, String sum) {
        if (!path.equals(folder.relative(folder.notes())) || !notes(sum)) {
            files.file(path, null, sum, folder.checksums().toString());
        }
    }

    /**
     * Compares {@code notes.md} with the ledger, if that has notes.
     *
     * @return whether it has
     */
    private boolean notes(String sealed) {
        List<NotesEntry> notes = ledger.notes();
        if (notes.isEmpty()) {
            return false;
        }
        String last = notes.get(notes.size() - 1).sha256();
        String actual = RegularFiles.exists(folder.notes()) ? sha256(folder.notes()) : "";
        boolean isBefore = actual.equals(sealed)
                || notes.stream().anyMatch(entry -> entry.sha256().equals(actual));
        if (isBefore && !actual.equals(last)) {
            found(NOTES_LEFT, folder.notes(), "The ledger has newer notes: `runfolio notes` completes the file");
        } else {
            files.file(folder.relative(folder.notes()), null, last, "the ledger");
        }
        return true;
    }

    private static String sha256(Path file) {
        try {
            return BundleChecksums.sha256(file);
        } catch (IOException e) {
            return ""; // reported when the file is compared
        }
    }

    private BundleLedger ledger() {
        try {
            return BundleLedger.read(folder.reviewLog());
        } catch (RunfolioException e) {
            return BundleLedger.of(List.of()); // the audit of the ledger reports it
        }
    }

    /** Returns the paths of the files that the event gave something for. */
    private static Stream<String> otherFiles(RunArtifact run) {
        return Stream.concat(
                        Stream.of(
                                run.requestPath(),
                                run.prompts().rawPath(),
                                run.prompts().enhancedPath()),
                        run.logs().values().stream())
                .filter(Objects::nonNull);
    }

    /** Returns the format version of a bundle; 0 for those of other programs. */
    private int version(RunArtifact run) {
        RunExtras extras = RunExtras.of(run);
        int sealed = extras.eventId().isPresent() ? extras.formatVersion() : 0;
        return Math.max(sealed, ledger.formatVersion());
    }

    private void artifacts(Optional<RunArtifact> run, Optional<RunManifest> manifest) {
        Optional<List<ArtifactRecord>> records = Optional.empty();
        if (Files.exists(folder.artifacts(), LinkOption.NOFOLLOW_LINKS)) {
            records = read(
                    folder.artifacts(), () -> RecordMapper.readCamelList(folder.artifacts(), ArtifactRecord.class));
        } else if (run.isPresent() && manifest.isPresent()) {
            records = Optional.of(BundleReader.artifacts(folder, run.get(), manifest.get()));
        }
        for (ArtifactRecord artifact : records.orElse(List.of())) {
            if (artifact.id() == null || !artifactIds.add(artifact.id()) || !name().equals(artifact.runId())) {
                found(
                        "record_differs",
                        folder.artifacts(),
                        "An artifact's record has no id of its own, or names another run");
            }
        }
        if (records.isPresent()) {
            files.addAll(ReviewLogAudit.check(folder, artifactIds));
        }
    }

    private void asset(AssetRecord asset) {
        boolean neverCopied = isFailed(asset) && asset.bytes() == null;
        if (neverCopied) {
            files.neverCopied(String.valueOf(asset.relativePath()));
        } else if (asset.relativePath() == null) {
            found("file_missing", folder.root(), "The record of an asset names no file, and no failure either");
        } else {
            file(asset.relativePath(), asset.bytes(), asset.sha256());
        }
        for (DerivedFile made : DerivedFile.of(asset)) {
            file(made.relativePath(), made.bytes(), made.sha256());
        }
        Stream.of(asset.webPath(), asset.thumbPath(), asset.posterPath()).forEach(this::presentIfOurs);
    }

    /** Other programs record no state, and no asset that was copied lacks a size. */
    private static boolean isFailed(AssetRecord asset) {
        return AssetExtras.find(asset)
                .map(extras -> extras.state()
                        .filter(AssetState.FAILED.jsonName()::equals)
                        .isPresent())
                .orElse(true);
    }

    private void presentIfOurs(String relative) {
        if (relative != null) {
            file(relative, null, null);
        }
    }

    private void file(String relative, Long bytes, String sha256) {
        files.file(relative, bytes, sha256, "its record");
    }

    private void found(String code, Path path, String message) {
        files.found(code, path, message);
    }
}
