package io.runfolio.mirror;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.RunFolder;
import io.runfolio.files.Checksums;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.PathResolver;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageRoots;
import io.runfolio.json.RecordMapper;
import io.runfolio.mirror.ListSegments.Segment;
import io.runfolio.run.Finding;
import io.runfolio.store.object.ObjectInfo;
import io.runfolio.store.object.ObjectStore;
import io.runfolio.store.object.ObjectStoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * Restores an outputs folder from the mirror. Each bundle is fetched into a staging folder, compared with its checksums
 * and made visible by one rename, so that a restore can be killed and started again. Lists come last.
 */
public final class MirrorRestore {
    private static final String MARK = "restore.json";
    /** Files that change after a bundle is sealed, and those of the share links. */
    private static final Set<String> CHANGING =
            Set.of(RunFolder.LEDGER, RunFolder.NOTES, "shares.jsonl", "counts.jsonl");

    private static final long UNLIMITED = Long.MAX_VALUE;

    private final BundleLayout layout;
    private final ObjectStore store;
    private final List<Finding> findings = new ArrayList<>();
    private int restored;
    private int present;
    private long bytes;

    public MirrorRestore(BundleLayout layout, ObjectStore store) {
        this.layout = layout;
        this.store = store;
    }

    /**
     * Result of a restore.
     *
     * @param restored bundles that were fetched
     * @param present bundles that were there before
     * @param bytes bytes that were fetched
     * @param findings bundles that could not be restored as they were
     */
    public record Report(int restored, int present, long bytes, List<Finding> findings) {}

    private record Mark(String source) {}

    /**
     * Checks that a folder is empty, or is being restored from this mirror, and marks it.
     *
     * @throws MirrorException if it has anything else, or the mirror is empty
     */
    public MirrorRestore begin() {
        if (MirrorIdentity.ofStore(store).isEmpty()) {
            throw new MirrorException(store.location() + " is no mirror: nothing was copied there");
        }
        Path mark = mark();
        if (!Files.exists(mark)) {
            refuseOther(layout.index().getParent());
            write(mark, RecordMapper.document(new Mark(store.location())));
        } else if (!RecordMapper.read(mark, Mark.class).source().equals(store.location())) {
            throw new MirrorException(layout.index().getParent() + " is being restored from "
                    + RecordMapper.read(mark, Mark.class).source() + ": name another folder");
        }
        return this;
    }

    private static void refuseOther(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                throw new MirrorException(
                        folder + " is not empty (it has " + entry.getFileName() + "): name a new folder with --into");
            }
        } catch (IOException e) {
            throw StorageErrors.translate(e, folder + " could not be read");
        }
    }

    /**
     * Fetches everything.
     *
     * @param progress receives the number of bundles that are there
     * @throws ObjectStoreException if the store cannot be used; the next call continues
     */
    public Report run(IntConsumer progress) {
        try (Stream<ObjectInfo> all = store.list(MirrorKeys.MANIFESTS)) {
            all.filter(found -> !MirrorKeys.runPath(found.key()).startsWith("."))
                    .forEach(found -> {
                        bundle(found.key());
                        progress.accept(restored + present);
                    });
        }
        list("index.jsonl", layout.index());
        list("events.jsonl", layout.processedEvents());
        list("changes.jsonl", layout.changes());
        shares();
        MirrorIdentity.ofStore(store).ifPresent(identity -> identity.writeTo(layout.mirror()));
        return new Report(restored, present, bytes, List.copyOf(findings));
    }

    /** Removes the mark and the staging folder, when index and catalog are complete, too. */
    public void end() {
        DurableFiles.tryDeleteTree(staging());
        DurableFiles.delete(mark(), "The mark of the restore could not be deleted");
    }

    private void bundle(String manifestKey) {
        String runPath = MirrorKeys.runPath(manifestKey);
        if (PathResolver.refusal(runPath).isPresent() || runPath.split("/").length != 2) {
            finding("path_refused", manifestKey, "The key is not that of a bundle");
            return;
        }
        MirroredRun run = Manifests.read(store, manifestKey);
        if (layout.store().isSealed(runPath)) {
            present++;
            update(run, runPath);
            return;
        }
        Path staged = staging().resolve(runPath);
        try {
            StorageRoots.createFolders(staged);
            boolean complete = true;
            for (String path : run.folders()) {
                StorageRoots.createFolders(inside(staged, path));
            }
            for (MirroredFile file : run.files()) {
                complete &= file(runPath, staged, file);
            }
            if (complete) {
                DurableFiles.forceTree(staged);
                layout.store().seal(staged, runPath);
                restored++;
            }
        } catch (MirrorException e) {
            finding("path_refused", runPath, e.getMessage());
        } catch (IOException e) {
            throw StorageErrors.translate(e, runPath + " could not be restored");
        }
    }

    /**
     * Brings a bundle of an interrupted restore to the present state of the mirror. New files and later texts come
     * first, then the ledger, which names them, then the removals.
     */
    private void update(MirroredRun run, String runPath) {
        Path bundle = layout.bundle(runPath);
        try {
            for (String path : run.folders()) {
                StorageRoots.createFolders(inside(bundle, path));
            }
            List<MirroredFile> ledgerLast = new ArrayList<>(run.files());
            ledgerLast.sort(Comparator.comparing(file -> file.path().equals(RunFolder.LEDGER)));
            for (MirroredFile file : ledgerLast) {
                changed(runPath, bundle, file);
            }
            for (MirroredFile file : run.removed()) {
                DurableFiles.delete(inside(bundle, file.path()), "A removed file could not be deleted");
            }
        } catch (MirrorException e) {
            finding("path_refused", runPath, e.getMessage());
        } catch (IOException e) {
            throw StorageErrors.translate(e, runPath + " could not be updated");
        }
    }

    /** Fetches a file that is missing, or is one of those that change and has other bytes. */
    private void changed(String runPath, Path root, MirroredFile file) throws IOException {
        Path target = inside(root, file.path());
        boolean current = Files.exists(target)
                && (!CHANGING.contains(file.path()) || Checksums.sha256(target).equals(file.sha256()));
        if (!current) {
            fetch(runPath, target, file);
        }
    }

    private boolean file(String runPath, Path staged, MirroredFile file) throws IOException {
        Path target = inside(staged, file.path());
        return Files.exists(target) || fetch(runPath, target, file);
    }

    private boolean fetch(String runPath, Path target, MirroredFile file) throws IOException {
        Path part = target.resolveSibling("." + target.getFileName() + ".part");
        String key = MirrorKeys.file(runPath, file.path());
        Checksums.Copied copied;
        try (InputStream in = store.get(key);
                OutputStream out = Files.newOutputStream(part)) {
            copied = Checksums.copy(in, out, UNLIMITED);
        } catch (ObjectStoreException e) {
            if (e.concernsStore()) {
                throw e;
            }
            DurableFiles.tryDelete(part);
            finding("object_missing", runPath + "/" + file.path(), "The mirror lacks the file");
            return false;
        }
        if (!copied.sha256().equals(file.sha256()) && !isNewer(key, file, copied.sha256())) {
            DurableFiles.tryDelete(part);
            finding(
                    "object_differs",
                    runPath + "/" + file.path(),
                    "The object has other bytes than were sent: the bundle was not restored");
            return false;
        }
        bytes += copied.bytes();
        setTime(part, file.modified());
        DurableFiles.publish(part, target);
        return true;
    }

    /** Returns whether a file that changes after sealing was sent again after the manifest. */
    private boolean isNewer(String key, MirroredFile file, String sha256) {
        return CHANGING.contains(file.path())
                && store.head(key).flatMap(ObjectInfo::sha256).equals(Optional.of(sha256));
    }

    private static void setTime(Path file, String time) throws IOException {
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.parse(time)));
        } catch (DateTimeParseException e) {
            return; // a foreign manifest; the time is a convenience
        }
    }

    private static Path inside(Path root, String path) {
        PathResolver.Resolved found = new PathResolver(root).resolve(path);
        if (found.status() == PathResolver.Status.REFUSED || found.status() == PathResolver.Status.SPECIAL) {
            throw new MirrorException("The mirror names a path outside the bundle: " + path);
        }
        return found.path();
    }

    private void list(String name, Path file) {
        String key = MirrorKeys.list(name);
        if (store.head(key).isEmpty()) {
            return;
        }
        ListSegments segments = Manifests.read(store, key, ListSegments.class);
        Path part = staging().resolve(name);
        try {
            StorageRoots.createFolders(part.getParent());
            try (OutputStream out = Files.newOutputStream(part)) {
                for (Segment one : segments.segments()) {
                    segment(name, one, out);
                }
            }
            DurableFiles.forceFile(part);
            StorageRoots.createFolders(file.getParent());
            DurableFiles.publish(part, file);
        } catch (IOException e) {
            throw StorageErrors.translate(e, file + " could not be restored");
        }
    }

    private void segment(String name, Segment one, OutputStream out) throws IOException {
        String key = MirrorKeys.segment(name, one.start(), one.sha256());
        try (InputStream in = store.get(key)) {
            Checksums.Copied copied = Checksums.copy(in, out, UNLIMITED);
            bytes += copied.bytes();
            if (!copied.sha256().equals(one.sha256())) {
                finding("object_differs", key, "A part of the list has other bytes than were sent");
            }
        }
    }

    private void shares() {
        String key = MirrorKeys.manifest(MirrorSource.SHARES);
        if (store.head(key).isEmpty()) {
            return;
        }
        try {
            StorageRoots.createFolders(layout.shares());
            for (MirroredFile file : Manifests.read(store, key).files()) {
                changed(MirrorSource.SHARES, layout.shares(), file);
            }
        } catch (IOException e) {
            throw StorageErrors.translate(e, layout.shares() + " could not be restored");
        }
    }

    private Path staging() {
        return layout.control().resolve("restore");
    }

    private Path mark() {
        return layout.mirror().resolve(MARK);
    }

    private static void write(Path file, byte[] document) {
        try {
            StorageRoots.createFolders(file.getParent());
            DurableFiles.replace(file, file.resolveSibling(MARK + ".new"), document);
        } catch (IOException e) {
            throw StorageErrors.translate(e, file + " could not be written");
        }
    }

    private void finding(String code, String path, String message) {
        findings.add(new Finding(code, path, message));
    }
}
