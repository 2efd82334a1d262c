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
import java.util.function.Predicate;

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

    /**
     * Returns the objects of all files of a bundle, by path.
     *
     * @throws DamagedObjectException if its list of media is missing or cannot be read
     */
    Map<String, ObjectInfo> files(String runPath) {
        return retry.call(runPath + " could not be listed", () -> files.all(runPath));
    }

    /**
     * Returns the object of a file of a bundle.
     *
     * @throws DamagedObjectException if the bundle's list of media cannot be read
     */
    Optional<ObjectInfo> find(String runPath, String path) {
        return retry.call(path + " of " + runPath + " could not be looked up", () -> files.find(runPath, path));
    }

    /** Fetches files into a folder, which does not have them. */
    void fetch(Map<String, ObjectInfo> wanted, Path folder) throws IOException {
        for (Map.Entry<String, ObjectInfo> file : wanted.entrySet()) {
            fetch(file.getValue(), inside(folder, file.getKey()));
        }
    }

    /** Returns whether the store has an object, with a size and the checksum that is known of it. */
    boolean has(ObjectInfo object, long bytes) {
        return retry.call(object.key() + " could not be looked at", () -> objects.head(object.key())
                .filter(found -> found.bytes() == bytes
                        && (object.sha256().isEmpty() || found.sha256().equals(object.sha256())))
                .isPresent());
    }

    /**
     * Brings the files of a bundle that is here to the state of the store. Files that the store lacks are deleted here,
     * but for the ledger, which has a log of its own.
     *
     * @param found files that the store has
     * @param here paths of the files that are here
     * @param isLeftOut whether a file is not fetched unless an older one is here
     */
    void update(Path bundle, Map<String, ObjectInfo> found, List<String> here, Predicate<String> isLeftOut)
            throws IOException {
        for (Map.Entry<String, ObjectInfo> file : found.entrySet()) {
            Path target = inside(bundle, file.getKey());
            boolean isWanted = !isLeftOut.test(file.getKey()) || RegularFiles.exists(target);
            if (isWanted && !isCurrent(file.getKey(), target, file.getValue())) {
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
        fetch(object, target.resolveSibling("." + target.getFileName() + ".new"), target);
    }

    /**
     * Fetches one file.
     *
     * @param object its object; a checksum that is unknown is asked for
     * @param part temporary file on the same file system; an older one is overwritten
     * @param target the file, which appears whole or not at all
     * @throws DamagedObjectException if the object is missing, or has other bytes than were sent
     * @throws io.runfolio.files.StorageException if the store does not answer for too long, or refuses
     */
    void fetch(ObjectInfo object, Path part, Path target) throws IOException {
        String key = object.key();
        StorageRoots.createFolders(target.getParent());
        Checksums.Copied copied = retry.call(key + " could not be fetched", () -> copy(key, part));
        Optional<String> expected = sha256(object);
        if (expected.isPresent() && !expected.get().equals(copied.sha256())) {
            DurableFiles.tryDelete(part);
            throw new DamagedObjectException(
                    "The object " + key + " has other bytes than were sent: its checksum is " + copied.sha256()
                            + " instead of " + expected.get(),
                    null);
        }
        DurableFiles.forceFile(part);
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
