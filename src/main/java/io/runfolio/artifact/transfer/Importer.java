package io.runfolio.artifact.transfer;

import io.runfolio.artifact.transfer.ExportManifest.ExportedFile;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.files.Checksums;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.RunfolioException;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageException;
import io.runfolio.files.StorageRoots;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.ZipException;

/**
 * Imports the bundles of an export, byte for byte and under their own ids.
 *
 * <p>An export is not trusted. All limits are checked before a file is written. Only files that its manifest names are
 * read, up to the size in the manifest, and compared with its sha256. Nothing is written outside staging before its
 * bundle was checked. Safe for use by several threads and processes.
 */
public final class Importer {
    private final BundleLayout layout;
    private final long maxBytes;

    /**
     * @param layout where bundles go
     * @param maxBytes how many bytes an export's bundles may have together
     */
    public Importer(BundleLayout layout, long maxBytes) {
        this.layout = layout;
        this.maxBytes = maxBytes;
    }

    /**
     * Imports an export.
     *
     * @param source a zip, or a folder
     * @param dryRun whether to say only what the result would be; bundles are unpacked into staging all the same
     * @return one result for each bundle; one that is refused keeps no other out
     * @throws TransferException if it is not an export, has no whole bundles, or is larger than it may be
     * @throws io.runfolio.files.StorageException if our own disk fails
     */
    public List<ImportResult> importBundles(Path source, boolean dryRun) {
        try (ExportSource exportSource = ExportSource.of(source)) {
            ImportPlan plan = ImportPlan.of(exportSource, maxBytes);
            try (StagingFolder stagingFolder = StagingFolder.open(layout, "import")) {
                refuseWithoutRoom(plan, stagingFolder);
                return new Session(exportSource, plan, stagingFolder, dryRun).run();
            }
        } catch (IOException e) {
            throw StorageErrors.translate(e, source + " could not be imported");
        }
    }

    private void refuseWithoutRoom(ImportPlan plan, StagingFolder stagingFolder) throws IOException {
        long free = Files.getFileStore(stagingFolder.folder()).getUsableSpace();
        if (plan.bytes() > free) {
            throw new TransferException(
                    "no_room",
                    "Its bundles need " + plan.bytes() + " bytes, and " + layout.outputs() + " has " + free
                            + " free: free some space, or import less.");
        }
    }

    /** One import: the manifest is read again, and each bundle is finished before the next one begins. */
    private final class Session {
        private final ExportSource exportSource;
        private final ImportPlan plan;
        private final StagingFolder stagingFolder;
        private final boolean dryRun;
        private final BundleInstaller bundleInstaller = new BundleInstaller(layout);
        private final List<ImportResult> arrivals = new ArrayList<>();
        private final Set<String> done = new HashSet<>();
        private final List<ExportedFile> files = new ArrayList<>();
        private String current = "";

        Session(ExportSource exportSource, ImportPlan plan, StagingFolder stagingFolder, boolean dryRun) {
            this.exportSource = exportSource;
            this.plan = plan;
            this.stagingFolder = stagingFolder;
            this.dryRun = dryRun;
        }

        List<ImportResult> run() throws IOException {
            ExportManifestReader.read(exportSource, this::file);
            finish();
            arrivals.addAll(plan.refusals());
            return List.copyOf(arrivals);
        }

        private void file(ExportedFile file) {
            if (!"bundle".equals(file.role())) {
                return;
            }
            String runPath = ImportPlan.runPath(file.path()).orElse("");
            if (!runPath.equals(current)) {
                finish();
                current = runPath;
            }
            if (!runPath.isEmpty() && plan.declaredBundle(runPath).problem().isEmpty()) {
                files.add(file);
            }
        }

        private void finish() {
            if (!current.isEmpty() && done.add(current)) {
                String runId = current.substring(current.indexOf('/') + 1);
                arrivals.add(plan.declaredBundle(current)
                        .problem()
                        .map(problem -> ImportResult.refused(runId, current, problem.code(), problem.reason()))
                        .orElseGet(() -> bundle(runId)));
            }
            files.clear();
        }

        private ImportResult bundle(String runId) {
            String day = current.substring(0, current.indexOf('/'));
            Path staged = stagingFolder.folder().resolve(runId);
            try {
                refuseCollisions(files);
                Files.createDirectory(staged);
                for (ExportedFile file : files) {
                    unpack(file, staged.resolve(file.path().split("/", 4)[3]));
                }
                BundleInstaller.completeFolders(staged);
                return bundleInstaller.install(staged, day, dryRun);
            } catch (TransferException e) {
                return ImportResult.refused(runId, current, e.code(), e.getMessage());
            } catch (IOException e) {
                if (isOurDisk(e)) {
                    throw StorageErrors.translate(e, current + " could not be imported");
                }
                return ImportResult.refused(
                        runId, current, "bad_path", "a file cannot be written here: " + e.getMessage());
            } catch (StorageException e) {
                throw e;
            } catch (RunfolioException | InvalidPathException e) {
                return ImportResult.refused(runId, current, "unreadable", e.getMessage());
            } finally {
                clear(staged);
            }
        }

        private void unpack(ExportedFile file, Path to) throws IOException {
            StorageRoots.createFolders(to.getParent());
            Checksums.Copied copied;
            boolean more;
            try (InputStream in = exportSource.open(file.path());
                    OutputStream out = Files.newOutputStream(to, StandardOpenOption.CREATE_NEW)) {
                copied = Checksums.copy(in, out, file.bytes());
                more = in.read() >= 0;
            } catch (NoSuchFileException | ZipException | EOFException e) {
                throw new TransferException("damaged", file.path() + " is missing or damaged: export its run again");
            }
            if (more || copied.bytes() != file.bytes() || !copied.sha256().equals(file.sha256())) {
                throw new TransferException("damaged", file.path() + " is not what the manifest says");
            }
        }
    }

    /**
     * Refuses names that are both a file and a folder, or taken twice. Names that differ only in case or Unicode
     * composition are the same, as on systems that do not distinguish them.
     */
    private static void refuseCollisions(List<ExportedFile> files) {
        Set<String> names = new HashSet<>();
        for (ExportedFile file : files) {
            if (!names.add(folded(file.path()))) {
                throw new TransferException(
                        "bad_manifest",
                        "its manifest names a file twice, or two names that differ in case only: export its run again");
            }
        }
        for (String name : names) {
            for (int slash = name.lastIndexOf('/'); slash > 0; slash = name.lastIndexOf('/', slash - 1)) {
                if (names.contains(name.substring(0, slash))) {
                    throw new TransferException(
                            "bad_path", "its manifest names a file that is also a folder: export its run again");
                }
            }
        }
    }

    private static String folded(String path) {
        return Normalizer.normalize(path, Normalizer.Form.NFC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }

    /** A file system that refuses a name is no fault of the disk. */
    private static boolean isOurDisk(IOException e) {
        boolean refusesName = e instanceof FileSystemException
                && !(e instanceof AccessDeniedException)
                && !(e instanceof NoSuchFileException);
        if (!refusesName || StorageErrors.isDiskFull(e)) {
            return true;
        }
        String reason = String.valueOf(((FileSystemException) e).getReason()).toLowerCase(Locale.ROOT);
        return reason.contains("input/output") || reason.contains("read-only") || reason.contains("permission");
    }

    private static void clear(Path staged) {
        try {
            DurableFiles.deleteTree(staged);
        } catch (IOException e) {
            throw StorageErrors.translate(e, staged + " could not be cleared");
        }
    }
}
