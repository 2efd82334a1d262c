package io.runfolio.replica;

import io.runfolio.bundle.BundleChecksums;
import io.runfolio.bundle.RunFolder;
import io.runfolio.files.PathResolver;
import io.runfolio.files.StorageErrors;
import io.runfolio.replica.MediaList.MediaFile;
import io.runfolio.store.object.ObjectInfo;
import io.runfolio.store.object.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the objects of a bundle's files. An original or derivative is at a key of its content, which the bundle's list
 * of media names; every other file, and media that were added after sealing, at a key of the bundle. Bundles of earlier
 * versions have no list, and all files at keys of their own. Thread-safe.
 */
final class FileObjects {
    private final ObjectStore objects;

    FileObjects(ObjectStore objects) {
        this.objects = objects;
    }

    /**
     * Returns the objects of all files of a bundle, by path.
     *
     * @throws DamagedObjectException if the list of media is missing or cannot be read
     */
    Map<String, ObjectInfo> all(String runPath) {
        String prefix = StoreKeys.bundle(runPath);
        Map<String, ObjectInfo> own = new LinkedHashMap<>();
        try (Stream<ObjectInfo> listed = objects.list(prefix)) {
            listed.forEach(found -> own.put(found.key().substring(prefix.length()), found));
        }
        return all(runPath, own);
    }

    /**
     * Returns the objects of all files, by path, as {@link #all(String)} does.
     *
     * @param own objects at keys of the bundle, by the rest of the key
     */
    Map<String, ObjectInfo> all(String runPath, Map<String, ObjectInfo> own) {
        Map<String, ObjectInfo> files = new LinkedHashMap<>();
        if (own.containsKey(StoreKeys.MEDIA_LIST)) {
            MediaList.read(objects, runPath).files().forEach(file -> files.put(file.path(), object(file)));
        } else {
            checkForList(runPath, own);
        }
        own.forEach((path, object) -> {
            if (!path.equals(StoreKeys.MEDIA_LIST) && PathResolver.refusal(path).isEmpty()) {
                files.put(path, object);
            }
        });
        return files;
    }

    /**
     * Returns the object of one file.
     *
     * @throws DamagedObjectException if the list of media cannot be read
     */
    Optional<ObjectInfo> find(String runPath, String path) {
        Optional<ObjectInfo> own = objects.head(StoreKeys.file(runPath, path));
        if (own.isPresent()
                || !RunFolder.isMedia(path)
                || objects.head(StoreKeys.mediaList(runPath)).isEmpty()) {
            return own;
        }
        return MediaList.read(objects, runPath).files().stream()
                .filter(file -> file.path().equals(path))
                .map(FileObjects::object)
                .findFirst();
    }

    private static ObjectInfo object(MediaFile file) {
        return new ObjectInfo(file.key(), file.bytes(), "", Optional.of(file.sha256()));
    }

    /** A bundle whose list was lost must not look like one without media. */
    private void checkForList(String runPath, Map<String, ObjectInfo> own) {
        ObjectInfo sums = own.get(RunFolder.CHECKSUMS);
        if (sums == null) {
            return;
        }
        List<String> missing;
        try (InputStream in = objects.get(sums.key())) {
            missing = BundleChecksums.parse(in.readAllBytes(), sums.key()).byPath().keySet().stream()
                    .filter(path -> RunFolder.isMedia(path) && !own.containsKey(path))
                    .toList();
        } catch (IOException e) {
            throw StorageErrors.translate(e, sums.key() + " could not be read");
        }
        if (!missing.isEmpty()) {
            throw new DamagedObjectException(
                    runPath + " has no list of media, and no object for " + missing.get(0), null);
        }
    }
}
