package io.runfolio.artifact.transfer;

import io.runfolio.bundle.ArtifactRecord;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.RunFolder;
import io.runfolio.files.Checksums;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.PathResolver;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageRoots;
import io.runfolio.index.ReviewLogs;
import io.runfolio.json.RecordMapper;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.run.RunArtifact;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Adds {@code artifacts.json} and index lines to bundles of other programs and older versions. Their files stay
 * unchanged. Bundles outside the outputs folder are copied into it and verified. Idempotent.
 */
public final class Adopter {
    private static final int MAX_DEPTH = 6;

    private final BundleLayout layout;
    private final BundleReader bundles;
    private final ReviewLogs ledgers;
    private final BundleInstaller bundleInstaller;

    public Adopter(BundleLayout layout) {
        this.layout = layout;
        bundles = new BundleReader(layout);
        ledgers = new ReviewLogs(layout);
        bundleInstaller = new BundleInstaller(layout);
    }

    /**
     * Adopts a bundle, or all bundles below a folder.
     *
     * @param folder the outputs folder itself, a folder in it, or one elsewhere
     * @param dryRun whether to change nothing
     * @return one result for each bundle, by path; a refused bundle does not stop the others
     * @throws TransferException with the code {@code no_bundles} if the folder has no bundles
     * @throws io.runfolio.files.StorageException if our own disk fails
     */
    public List<ImportResult> adopt(Path folder, boolean dryRun) {
        try (StagingFolder stagingFolder = StagingFolder.open(layout, "adopt")) {
            Path root = PathResolver.realPath(folder);
            List<Path> found = find(root);
            if (found.isEmpty()) {
                throw new TransferException(
                        "no_bundles",
                        "No folder below " + folder
                                + " has run.json and manifest.json: name a folder that contains bundles.");
            }
            List<ImportResult> arrivals = new ArrayList<>();
            for (Path bundle : found) {
                arrivals.add(adopt(bundle, stagingFolder, dryRun));
            }
            return List.copyOf(arrivals);
        } catch (IOException e) {
            throw StorageErrors.translate(e, folder + " could not be adopted");
        }
    }

    private ImportResult adopt(Path bundle, StagingFolder stagingFolder, boolean dryRun) throws IOException {
        String name = bundle.getFileName().toString();
        try {
            Optional<String> limit = BundleLimits.findProblem(bundle);
            if (limit.isPresent()) {
                return ImportResult.refused(name, bundle.toString(), "too_large", limit.get());
            }
            RunArtifact run = bundles.run(bundle);
            if (run.runId() == null || run.createdAt() == null || !BundleInstaller.isRunId(run.runId())) {
                return ImportResult.refused(name, bundle.toString(), "bad_record", "its record has no name or no time");
            }
            bundles.artifacts(bundle, run, bundles.manifest(bundle));
            return isHere(bundle)
                    ? inPlace(bundle, run, stagingFolder, dryRun)
                    : copied(bundle, run, stagingFolder, dryRun);
        } catch (UnreadableRecordException | UncheckedIOException e) {
            return ImportResult.refused(name, bundle.toString(), "unreadable", e.getMessage());
        } catch (AccessDeniedException e) {
            return ImportResult.refused(name, bundle.toString(), "unreadable", "it may not be read: " + e.getMessage());
        }
    }

    private boolean isHere(Path bundle) throws IOException {
        return Files.exists(layout.outputs()) && bundle.startsWith(PathResolver.realPath(layout.outputs()));
    }

    private ImportResult inPlace(Path bundle, RunArtifact run, StagingFolder stagingFolder, boolean dryRun)
            throws IOException {
        Path folder =
                layout.outputs().resolve(PathResolver.realPath(layout.outputs()).relativize(bundle));
        String runPath = layout.relative(folder);
        boolean placed = folder.getNameCount() == layout.outputs().getNameCount() + 2
                && folder.getFileName().toString().equals(run.runId());
        if (!placed) {
            return ImportResult.refused(
                    run.runId(),
                    runPath,
                    "bad_path",
                    "a bundle must be in a day's folder, in a folder named as its run");
        }
        if (!bundleInstaller.isInStore(run.runId())) {
            return BundleInstaller.notInStore(run.runId(), runPath);
        }
        Optional<String> claimed = bundleInstaller.findIdConflict(folder);
        if (claimed.isPresent()) {
            return ImportResult.refused(run.runId(), runPath, "artifact_id_taken", claimed.get());
        }
        boolean lacks = Files.notExists(new RunFolder(folder).artifacts());
        if (!dryRun) {
            if (lacks) {
                ledgers.with(run.runId(), () -> complete(folder, run, stagingFolder));
            }
            bundleInstaller.appendMissingLines(folder, bundles.origin(run));
        }
        String state = !lacks ? ImportResult.KNOWN : dryRun ? ImportResult.WOULD_ADD : ImportResult.ADDED;
        return new ImportResult(run.runId(), runPath, state, "");
    }

    /** Writes the artifact records atomically. */
    private boolean complete(Path bundle, RunArtifact run, StagingFolder stagingFolder) {
        Path fresh = stagingFolder.folder().resolve(run.runId() + ".artifacts.json");
        Path artifacts = new RunFolder(bundle).artifacts();
        try {
            if (Files.exists(artifacts)) {
                return false;
            }
            DurableFiles.writeNew(fresh, records(bundle, run));
            layout.store().add(fresh, layout.relative(bundle), new RunFolder(bundle).relative(artifacts));
            return true;
        } catch (IOException e) {
            throw StorageErrors.translate(e, artifacts + " could not be written");
        }
    }

    private byte[] records(Path bundle, RunArtifact run) {
        List<ArtifactRecord> records = bundles.artifacts(bundle, run, bundles.manifest(bundle));
        return RecordMapper.camelDocument(records);
    }

    private ImportResult copied(Path bundle, RunArtifact run, StagingFolder stagingFolder, boolean dryRun)
            throws IOException {
        Path staged = stagingFolder.folder().resolve(run.runId());
        String day = BundleInstaller.day(bundle, run);
        if (dryRun && bundle.getFileName().toString().equals(run.runId())) {
            return bundleInstaller.install(bundle, day, true);
        }
        try {
            for (Path file : BundleCopy.files(bundle)) {
                copy(file, staged.resolve(bundle.relativize(file).toString()));
            }
            BundleInstaller.completeFolders(staged);
            if (Files.notExists(new RunFolder(staged).artifacts())) {
                Files.write(new RunFolder(staged).artifacts(), records(staged, run), StandardOpenOption.CREATE_NEW);
            }
            return bundleInstaller.install(staged, day, dryRun);
        } catch (TransferException e) {
            return ImportResult.refused(run.runId(), day + "/" + run.runId(), e.code(), e.getMessage());
        } finally {
            DurableFiles.deleteTree(staged);
        }
    }

    private static void copy(Path file, Path to) throws IOException {
        StorageRoots.createFolders(to.getParent());
        Checksums.Copied copied;
        try (OutputStream out = Files.newOutputStream(to, StandardOpenOption.CREATE_NEW)) {
            copied = Checksums.copy(file, out);
        }
        if (!Checksums.copy(to, OutputStream.nullOutputStream()).equals(copied) || Files.size(file) != copied.bytes()) {
            throw new TransferException("source_changed", file + " changed while it was copied: adopt it again");
        }
    }

    private List<Path> find(Path root) throws IOException {
        Path control = layout.control();
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(root, Set.of(), MAX_DEPTH + 1, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                if (folder.startsWith(control)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                if (BundleReader.isBundle(folder)) {
                    found.add(folder);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                return FileVisitResult.CONTINUE; // a folder that may not be read holds no bundle that could be
            }
        });
        found.sort(null);
        return found;
    }
}
