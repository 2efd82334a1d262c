package io.runfolio.flow;

import io.runfolio.bundle.AssetOutcome;
import io.runfolio.bundle.AssetSlot;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.EventOrigin;
import io.runfolio.bundle.RedoneOutput;
import io.runfolio.bundle.RunDraft;
import io.runfolio.bundle.RunFolder;
import io.runfolio.files.PathResolver;
import io.runfolio.media.Checksums;
import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.AssetSource;
import io.runfolio.run.Durable;
import io.runfolio.run.EnvironmentException;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunRequest;
import io.runfolio.run.StorageErrors;
import io.runfolio.run.StorageRoots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A folder of a worker's staging in which one output's derivatives are made again, laid out like a bundle. Gone when it is closed. */
final class RedoStaging implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int TOKEN_BYTES = 4;

    private final AssetTask task;
    private final SourceCopier.Copied original;
    private final String stem;

    private RedoStaging(AssetTask task, SourceCopier.Copied original, String stem) {
        this.task = task;
        this.original = original;
        this.stem = stem;
    }

    /**
     * Makes the folder and puts the original into it, by a link where the disk can.
     *
     * @throws EnvironmentException if the original is not what was sealed
     */
    static RedoStaging open(BundleLayout layout, String worker, Path bundle, RunArtifact run, int output) {
        AssetRecord sealed = run.outputs().get(output - 1);
        Path source = new PathResolver(bundle)
                .file(sealed.relativePath())
                .orElseThrow(() -> new EnvironmentException(
                        "The original " + sealed.relativePath() + " of " + bundle
                                + " is not there; run `runfolio verify`",
                        null));
        String token = token();
        RunFolder folder = new RunFolder(layout.staging(worker, RedoLeftovers.stagingName(run.runId(), token)));
        AssetSlot slot = slot(sealed, output, token);
        RunRequest request = RunRequest.builder(run.status(), run.modelKey())
                .derivativeSettings(run.derivativeSettings())
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
            link(source, slot.original(folder));
            SourceCopier.Copied copied = new SourceCopier.Copied(Files.size(source), Checksums.sha256(source));
            boolean asSealed = sealed.bytes() == copied.bytes()
                    && (sealed.sha256() == null || sealed.sha256().equals(copied.sha256()));
            if (!asSealed) {
                throw new EnvironmentException(
                        "The original " + source + " is not what was sealed; run `runfolio verify`", null);
            }
            return new RedoStaging(new AssetTask(draft, slot), copied, RedoneOutput.stem(sealed));
        } catch (IOException e) {
            deleteQuietly(folder);
            throw StorageErrors.translate(e, "A folder to make derivatives again cannot be made");
        } catch (RuntimeException e) {
            deleteQuietly(folder);
            throw e;
        }
    }

    AssetTask task() {
        return task;
    }

    SourceCopier.Copied original() {
        return original;
    }

    /** Returns the ledger's data for what was made. */
    RedoneOutput redone(AssetOutcome outcome, AssetRecord sealed) {
        AssetRecord made = outcome.record();
        AssetRecord asset = new AssetRecord(
                made.kind(),
                sealed.role(),
                sealed.relativePath(),
                sealed.originalPath(),
                sealed.originalFilename(),
                sealed.sourcePath(),
                sealed.sourceUrl(),
                made.mimeType(),
                made.width(),
                made.height(),
                made.durationSeconds(),
                sealed.bytes(),
                sealed.bytesOriginal(),
                sealed.sha256(),
                made.codecName(),
                made.webPath(),
                made.thumbPath(),
                made.posterPath(),
                made.bytesWeb(),
                made.bytesThumb(),
                made.bytesPoster(),
                made.derivatives(),
                made.metadata());
        RunFolder folder = task.draft().folder();
        return new RedoneOutput(
                outcome.slot().position(),
                asset,
                sentences(outcome.warnings()),
                sentences(outcome.errors()),
                files(folder.logs()).stream().map(folder::relative).toList());
    }

    /** Sentences name the output as the run's others do, without the token. */
    private List<String> sentences(List<String> told) {
        return told.stream()
                .map(sentence -> sentence.replace(task.slot().stem(), stem))
                .toList();
    }

    /** Forces all files to disk. */
    void flush() {
        try {
            Durable.forceTree(task.draft().folder().root());
        } catch (IOException e) {
            throw StorageErrors.translate(e, "Derivatives could not be flushed");
        }
    }

    /** Moves the files into a bundle, none of whose files has their names; they are named on disk when this returns. */
    List<Path> publish(Path bundle) {
        RunFolder from = task.draft().folder();
        RunFolder to = new RunFolder(bundle);
        List<Path> moved = new ArrayList<>();
        try {
            for (Path part : List.of(from.web(), from.thumb(), from.logs())) {
                Path folder = to.root().resolve(from.relative(part));
                StorageRoots.createFolders(folder);
                for (Path file : files(part)) {
                    Path target = folder.resolve(file.getFileName().toString());
                    if (Files.exists(target)) {
                        throw new EnvironmentException(target + " exists already", null);
                    }
                    Durable.moveAtomically(file, target);
                    moved.add(target);
                }
                Durable.forceFolder(folder);
            }
            return moved;
        } catch (IOException e) {
            RedoLeftovers.delete(moved);
            throw StorageErrors.translate(e, "Derivatives could not be moved into " + bundle);
        } catch (RuntimeException e) {
            RedoLeftovers.delete(moved);
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
        Object ours = metadata.remove("runfolio");
        List<String> tags = ours instanceof Map<?, ?> words && words.get("tags") instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
        AssetKind kind = ours instanceof Map<?, ?> words && words.get("declared_kind") instanceof String declared
                ? AssetKind.of(declared).orElse(sealed.kind())
                : sealed.kind();
        AssetSource source = new AssetSource(
                kind == null ? AssetKind.OTHER : kind,
                String.valueOf(sealed.sourcePath()),
                sealed.role(),
                sealed.originalFilename(),
                sealed.sourceUrl(),
                tags,
                metadata);
        String stem = RedoneOutput.stem(sealed);
        String extension = sealed.relativePath().substring(sealed.relativePath().lastIndexOf('/') + 1 + stem.length());
        return new AssetSlot(true, output, source, RedoLeftovers.stem(stem, token), extension);
    }

    private static void link(Path source, Path target) throws IOException {
        try {
            Files.createLink(target, source);
        } catch (IOException | UnsupportedOperationException e) {
            Files.copy(source, target);
        }
    }

    private static String token() {
        byte[] bytes = new byte[TOKEN_BYTES];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public void close() {
        deleteQuietly(task.draft().folder());
    }

    /** Leaves files that cannot be deleted to the clearing of the worker's staging folder. */
    private static void deleteQuietly(RunFolder folder) {
        try {
            Durable.deleteTree(folder.root());
        } catch (IOException e) {
            return;
        }
    }
}
