package io.runfolio.work.redo;

import io.runfolio.bundle.AssetOutcome;
import io.runfolio.bundle.AssetSlot;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.RedoneOutput;
import io.runfolio.bundle.RunDraft;
import io.runfolio.bundle.RunFolder;
import io.runfolio.files.Checksums;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.PathResolver;
import io.runfolio.files.RandomIds;
import io.runfolio.files.StorageErrors;
import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.AssetSource;
import io.runfolio.run.DerivativeSettings;
import io.runfolio.run.EventOrigin;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunRequest;
import io.runfolio.run.extras.AssetExtras;
import io.runfolio.run.extras.FreeMaps;
import io.runfolio.store.BundleStore;
import io.runfolio.work.AssetTask;
import io.runfolio.work.SourceCopier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Staging folder, laid out like a bundle, for the derivatives of one output; closing deletes it. */
final class RedoStaging implements AutoCloseable {
    private static final int TOKEN_BYTES = 4;

    private final AssetTask task;
    /** Empty for an original that did not come before its run was sealed. */
    private final Optional<SourceCopier.Copied> original;

    private final String stem;

    private RedoStaging(AssetTask task, Optional<SourceCopier.Copied> original, String stem) {
        this.task = task;
        this.original = original;
        this.stem = stem;
    }

    /**
     * Creates the folder with the original, as a hard link where the file system supports it.
     *
     * @throws OriginalChangedException if the original is not the one that was sealed
     */
    static RedoStaging open(BundleLayout layout, String worker, Path bundle, RunArtifact run, int output) {
        return open(layout, worker, bundle, run, output, run.derivativeSettings());
    }

    /** Creates the folder for derivatives by other settings than those of the run. */
    static RedoStaging open(
            BundleLayout layout, String worker, Path bundle, RunArtifact run, int output, DerivativeSettings settings) {
        return open(
                layout,
                worker,
                run,
                output,
                settings,
                (record, target) -> RedoFetch.isMissing(record)
                        ? Optional.empty()
                        : Optional.of(linked(layout.files(bundle), bundle, record, target)));
    }

    /** Creates the folder for files that are not made from the original. */
    static RedoStaging openEmpty(
            BundleLayout layout, String worker, RunArtifact run, int output, DerivativeSettings settings) {
        return open(layout, worker, run, output, settings, (record, target) -> Optional.empty());
    }

    /** Places the original in staging. */
    private interface OriginalSource {
        Optional<SourceCopier.Copied> place(AssetRecord record, Path target) throws IOException;
    }

    private static RedoStaging open(
            BundleLayout layout,
            String worker,
            RunArtifact run,
            int output,
            DerivativeSettings settings,
            OriginalSource source) {
        AssetRecord sealed = run.outputs().get(output - 1);
        String token = RandomIds.hex(TOKEN_BYTES);
        RunFolder folder = new RunFolder(layout.staging(worker, RedoLeftovers.stagingName(run.runId(), token)));
        AssetSlot slot = slot(sealed, output, token);
        RunRequest request = RunRequest.builder(run.status(), run.modelKey())
                .derivativeSettings(settings)
                .output(slot.source())
                .build();
        RunDraft draft = new RunDraft(
                run.runId(),
                OffsetDateTime.now(ZoneOffset.UTC),
                folder,
                request,
                new EventOrigin("redo", ""),
                List.of(slot));
        try {
            folder.createFolders();
            Optional<SourceCopier.Copied> original = source.place(sealed, slot.original(folder));
            return new RedoStaging(new AssetTask(draft, slot), original, RedoneOutput.stem(sealed));
        } catch (IOException e) {
            DurableFiles.tryDeleteTree(folder.root());
            throw StorageErrors.translate(e, "The staging folder for a redo cannot be created");
        } catch (RuntimeException e) {
            DurableFiles.tryDeleteTree(folder.root());
            throw e;
        }
    }

    private static SourceCopier.Copied linked(PathResolver files, Path bundle, AssetRecord sealed, Path target)
            throws IOException {
        Path source = files.file(sealed.relativePath())
                .orElseThrow(() -> new OriginalChangedException("The original " + sealed.relativePath() + " of "
                        + bundle + " is not there; run `runfolio verify`"));
        link(source, target);
        SourceCopier.Copied copied = new SourceCopier.Copied(Files.size(source), Checksums.sha256(source));
        boolean asSealed = sealed.bytes() == copied.bytes()
                && (sealed.sha256() == null || sealed.sha256().equals(copied.sha256()));
        if (!asSealed) {
            throw new OriginalChangedException(
                    "The original " + source + " is not what was sealed; run `runfolio verify`");
        }
        return copied;
    }

    AssetTask task() {
        return task;
    }

    Optional<SourceCopier.Copied> original() {
        return original;
    }

    /** Returns the path of a staged file, as the record names it. */
    Path file(String relative) {
        return task.draft().folder().root().resolve(relative);
    }

    /** Returns the data of the log line. */
    RedoneOutput redone(AssetOutcome outcome, AssetRecord sealed) {
        AssetRecord made = outcome.record();
        AssetRecord first = hasFetched(made) ? made : sealed; // a fetched original is recorded with its file
        AssetRecord asset = new AssetRecord(
                made.kind(),
                sealed.role(),
                first.relativePath(),
                first.originalPath(),
                sealed.originalFilename(),
                sealed.sourcePath(),
                sealed.sourceUrl(),
                made.mimeType(),
                made.width(),
                made.height(),
                made.durationSeconds(),
                first.bytes(),
                first.bytesOriginal(),
                first.sha256(),
                made.codecName(),
                made.webPath(),
                made.thumbPath(),
                made.posterPath(),
                made.bytesWeb(),
                made.bytesThumb(),
                made.bytesPoster(),
                made.derivatives(),
                made.metadata());
        return new RedoneOutput(
                outcome.slot().position(),
                asset,
                sentences(outcome.warnings()),
                sentences(outcome.errors()),
                logs(),
                null,
                List.of());
    }

    /** Returns the logs of child processes, as the record names them. */
    List<String> logs() {
        RunFolder folder = task.draft().folder();
        return files(folder.logs()).stream().map(folder::relative).toList();
    }

    private boolean hasFetched(AssetRecord made) {
        return original.isEmpty() && made.bytes() != null;
    }

    /** Replaces the name with the token by the name of the output, as in the run's other messages. */
    private List<String> sentences(List<String> told) {
        return told.stream()
                .map(sentence -> sentence.replace(task.slot().stem(), stem))
                .toList();
    }

    /** Flushes all files to disk. */
    void flush() {
        try {
            DurableFiles.forceTree(task.draft().folder().root());
        } catch (IOException e) {
            throw StorageErrors.translate(e, "Derivatives could not be flushed");
        }
    }

    /** Moves the files into a bundle that has no files of these names, and flushes its folders. */
    List<String> publish(BundleStore store, String runPath) {
        RunFolder from = task.draft().folder();
        List<String> added = new ArrayList<>();
        try {
            List<Path> parts = original.isEmpty()
                    ? List.of(from.original(), from.web(), from.thumb(), from.logs())
                    : List.of(from.web(), from.thumb(), from.logs());
            for (Path part : parts) {
                for (Path file : files(part)) {
                    store.add(file, runPath, from.relative(file));
                    added.add(from.relative(file));
                }
            }
            return added;
        } catch (RuntimeException e) {
            RedoLeftovers.delete(store, runPath, added);
            throw e;
        }
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw StorageErrors.translate(e, folder + " could not be read");
        }
    }

    private static AssetSlot slot(AssetRecord sealed, int output, String token) {
        Map<String, Object> metadata = new HashMap<>(sealed.metadata());
        metadata.remove(FreeMaps.RUNFOLIO_KEY);
        AssetExtras extras = AssetExtras.of(sealed);
        AssetKind kind = extras.declaredKind().flatMap(AssetKind::of).orElse(sealed.kind());
        AssetSource source = new AssetSource(
                kind == null ? AssetKind.OTHER : kind,
                String.valueOf(sealed.sourcePath()),
                sealed.role(),
                sealed.originalFilename(),
                sealed.sourceUrl(),
                null,
                RedoFetch.expectedSha256(sealed),
                extras.tags(),
                metadata);
        String stem = RedoneOutput.stem(sealed);
        String file = sealed.relativePath().substring(sealed.relativePath().lastIndexOf('/') + 1);
        String extension = file.lastIndexOf('.') > 0 ? file.substring(file.lastIndexOf('.')) : "";
        return new AssetSlot(true, output, source, RedoLeftovers.stem(stem, token), extension);
    }

    private static void link(Path source, Path target) throws IOException {
        try {
            Files.createLink(target, source);
        } catch (IOException | UnsupportedOperationException e) {
            Files.copy(source, target);
        }
    }

    @Override
    public void close() {
        DurableFiles.tryDeleteTree(task.draft().folder().root());
    }
}
