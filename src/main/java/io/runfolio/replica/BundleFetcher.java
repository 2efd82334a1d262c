package io.runfolio.replica;

import io.runfolio.bundle.RunFolder;
import io.runfolio.files.Checksums;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.PathResolver;
import io.runfolio.files.RegularFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageRoots;
import io.runfolio.store.object.ObjectInfo;
import io.runfolio.store.object.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Fetches files of bundles from the object store, and compares their checksums. Thread-safe. */
final class BundleFetcher {
    private static final long UNLIMITED = Long.MAX_VALUE;
    private final ObjectStore objects;
    private final FileObjects files;
    private final StoreRetry retry;

    BundleFetcher(ObjectStore objects, StoreRetry retry) {
        this.objects = objects;
        files = new FileObjects(objects);
        this.retry = retry;
    }

    private Map<String, ObjectInfo> files(String runPath) {
        return retry.call(runPath + " could not be listed", () -> files.all(runPath));
    }

    /**
     * Fetches all files into a folder.
     *
     * @return whether the store has the whole bundle
     */
    boolean fetchAll(String runPath, Path folder) throws IOException {
        Map<String, ObjectInfo> found = files(runPath);
        if (!found.containsKey(RunFolder.RUN_RECORD)) {
            return false;
        }
        for (Map.Entry<String, ObjectInfo> file : found.entrySet()) {
            fetch(file.getValue(), inside(folder, file.getKey()));
        }
        return true;
    }

    /**
     * Brings the files of a bundle that is here to the state of the store. Files that the store lacks are deleted here,
     * but for the ledger, which has a log of its own.
     *
     * @param here paths of the files that are here
     */
    void update(String runPath, Path bundle, List<String> here) throws IOException {
        Map<String, ObjectInfo> found = files(runPath);
        if (!found.containsKey(RunFolder.RUN_RECORD)) {
            return; // deleted as a whole: that is not done by a change
        }
        for (Map.Entry<String, ObjectInfo> file : found.entrySet()) {
            Path target = inside(bundle, file.getKey());
            if (!isCurrent(file.getKey(), target, file.getValue())) {
                fetch(file.getValue(), target);
            }
        }
        for (String path : here) {
            Path file = bundle.resolve(path);
            if (!found.containsKey(path) && !path.equals(RunFolder.LEDGER) && !isHidden(file)) {
                DurableFiles.delete(file, file + " could not be deleted");
            }
        }
    }

    private boolean isCurrent(String path, Path target, ObjectInfo object) throws IOException {
        if (!RegularFiles.exists(target) || Files.size(target) != object.bytes()) {
            return false;
        }
        return !path.equals(RunFolder.NOTES) || sha256(object).equals(Optional.of(Checksums.sha256(target)));
    }

    private void fetch(ObjectInfo object, Path target) throws IOException {
        String key = object.key();
        StorageRoots.createFolders(target.getParent());
        Path part = target.resolveSibling("." + target.getFileName() + ".new");
        Checksums.Copied copied = retry.call(key + " could not be fetched", () -> copy(key, part));
        Optional<String> expected = sha256(object);
        if (expected.isPresent() && !expected.get().equals(copied.sha256())) {
            DurableFiles.tryDelete(part);
            throw new DamagedObjectException(
                    "The object " + key + " has other bytes than were sent: its checksum is " + copied.sha256()
                            + " instead of " + expected.get(),
                    null);
        }
        DurableFiles.publish(part, target);
    }

    private Checksums.Copied copy(String key, Path part) {
        try (InputStream in = objects.get(key);
                OutputStream out = Files.newOutputStream(part)) {
            return Checksums.copy(in, out, UNLIMITED);
        } catch (IOException e) {
            throw StorageErrors.translate(e, key + " could not be fetched");
        }
    }

    private Optional<String> sha256(ObjectInfo object) {
        return object.sha256().isPresent()
                ? object.sha256()
                : retry.call(object.key() + " could not be looked at", () -> objects.head(object.key())
                        .flatMap(ObjectInfo::sha256));
    }

    private static boolean isHidden(Path file) {
        return file.getFileName().toString().startsWith(".");
    }

    private static Path inside(Path folder, String path) {
        PathResolver.Resolved found = new PathResolver(folder).resolve(path);
        if (found.status() == PathResolver.Status.REFUSED || found.status() == PathResolver.Status.SPECIAL) {
            throw new DamagedObjectException("The object store names a path outside the bundle: " + path, null);
        }
        return found.path();
    }
}
