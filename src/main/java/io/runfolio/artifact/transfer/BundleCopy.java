package io.runfolio.artifact.transfer;

import io.runfolio.artifact.transfer.ExportManifest.ExportedFile;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.RunFolder;
import io.runfolio.bundle.audit.OutputsAudit;
import io.runfolio.bundle.audit.RemovedFiles;
import io.runfolio.bundle.ledger.RetentionLedger;
import io.runfolio.files.Checksums;
import io.runfolio.files.PathResolver;
import io.runfolio.files.RegularFiles;
import io.runfolio.json.RecordMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Writes a whole bundle into an export, file by file. */
final class BundleCopy {
    /** Findings that do not prevent an export, such as missing or added files; torn lines are left out. */
    private static final Set<String> HARMLESS = Set.of(
            "file_missing",
            "stray_file",
            "redo_left",
            "line_torn",
            "event_bundled_twice",
            "superseded_bundle",
            RemovedFiles.PURGE_LEFT,
            RemovedFiles.RESTORE_LEFT,
            RemovedFiles.NOT_IN_TRASH,
            RemovedFiles.TRASH_MISSING,
            RemovedFiles.TRASH_DIFFERS);

    private final BundleLayout layout;
    private final Path bundle;
    private final PathResolver files;

    BundleCopy(BundleLayout layout, Path bundle) {
        this.layout = layout;
        this.bundle = bundle;
        this.files = layout.files(bundle);
    }

    /** Returns the damage that prevents an export, after reading every byte; empty for a sound bundle. */
    Optional<String> findDamage() {
        return findDamage(new OutputsAudit(layout), bundle);
    }

    static Optional<String> findDamage(OutputsAudit audit, Path folder) {
        return audit.bundle(folder).stream()
                .filter(finding -> !HARMLESS.contains(finding.code()))
                .map(finding -> finding.code() + ": " + finding.message())
                .findFirst();
    }

    List<ExportedFile> write(ExportTarget target) throws IOException {
        List<ExportedFile> files = new ArrayList<>();
        Path ledger = new RunFolder(bundle).reviewLog();
        // last, so that it explains files that are removed meanwhile
        List<Path> all = new ArrayList<>(layout.store().files(layout.relative(bundle)).stream()
                .map(bundle::resolve)
                .sorted()
                .toList());
        if (all.remove(ledger)) {
            all.add(ledger);
        }
        for (Path file : all) {
            if (isRemoved(file, ledger)) {
                continue;
            }
            String path = ExportManifest.BUNDLES + layout.relative(file);
            Checksums.Copied copied;
            try (InputStream in = open(file);
                    OutputStream out = target.begin(path, time(file))) {
                copied = Checksums.copy(in, out, Long.MAX_VALUE);
            }
            files.add(new ExportedFile(
                    path, "bundle", bundle.getFileName().toString(), null, copied.bytes(), copied.sha256(), false));
        }
        return files;
    }

    /** Returns when the run was sealed; a log changes later. Links of originals to others would change their times. */
    private Instant time(Path file) throws IOException {
        RunFolder folder = new RunFolder(bundle);
        Path dated = file.equals(folder.reviewLog()) ? file : folder.runJson();
        return Files.getLastModifiedTime(dated).toInstant();
    }

    private boolean isRemoved(Path file, Path ledger) {
        String path = path(file);
        return !files.has(path) && RetentionLedger.read(ledger).removalOf(path).isPresent();
    }

    private String path(Path file) {
        return bundle.relativize(file).toString().replace('\\', '/');
    }

    /** Returns a bundle's regular files, sorted by path, without links. */
    static List<Path> files(Path bundle) throws IOException {
        try (Stream<Path> all = Files.walk(bundle)) {
            return all.filter(RegularFiles::exists).sorted().toList();
        }
    }

    /** Reads only whole lines of a review log, as another process may be appending. */
    private InputStream open(Path file) throws IOException {
        if (!file.equals(new RunFolder(bundle).reviewLog())) {
            return files.open(path(file));
        }
        byte[] lines = RegularFiles.read(file, RecordMapper.MAX_FILE_BYTES);
        int end = lines.length;
        while (end > 0 && lines[end - 1] != '\n') {
            end--;
        }
        return new ByteArrayInputStream(Arrays.copyOf(lines, end));
    }
}
