package io.runfolio.replica;

import io.runfolio.files.PathResolver;
import io.runfolio.files.StorageErrors;
import io.runfolio.json.RecordMapper;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.store.object.ObjectInfo;
import io.runfolio.store.object.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * List of the originals and derivatives that a bundle had when it was sent, and of their objects. Derivatives that
 * later ones have replaced are removed from it. It is an object of its own, written before the bundle's
 * {@code run.json}.
 *
 * @param files the files, by path
 */
record MediaList(List<MediaFile> files) {
    /**
     * A file of a bundle.
     *
     * @param path path in the bundle
     * @param bytes size
     * @param sha256 checksum in lower-case hex
     * @param key key of its object
     */
    record MediaFile(String path, long bytes, String sha256, String key) {
        MediaFile {
            Objects.requireNonNull(path);
            Objects.requireNonNull(sha256);
            Objects.requireNonNull(key);
        }
    }

    MediaList {
        files = List.copyOf(files);
    }

    /**
     * Reads the list of a bundle.
     *
     * @throws DamagedObjectException if it is no such list
     */
    static MediaList read(ObjectStore objects, String runPath) {
        String key = StoreKeys.mediaList(runPath);
        try (InputStream in = objects.get(key)) {
            MediaList list = RecordMapper.read(in.readNBytes(RecordMapper.MAX_FILE_BYTES), MediaList.class);
            list.files().forEach(file -> PathResolver.refusal(file.path()).ifPresent(reason -> {
                throw new DamagedObjectException(key + " has a path that is refused: " + reason, null);
            }));
            return list;
        } catch (UnreadableRecordException e) {
            throw new DamagedObjectException(key + " cannot be read: " + e.getMessage(), e);
        } catch (IOException e) {
            throw StorageErrors.translate(e, key + " could not be read");
        }
    }

    /** Returns the objects of the files, by path. */
    Map<String, ObjectInfo> objects() {
        Map<String, ObjectInfo> objects = new LinkedHashMap<>();
        files.forEach(file ->
                objects.put(file.path(), new ObjectInfo(file.key(), file.bytes(), "", Optional.of(file.sha256()))));
        return objects;
    }

    boolean has(String path) {
        return files.stream().anyMatch(file -> file.path().equals(path));
    }

    /** Returns the list without a file. */
    MediaList without(String path) {
        return new MediaList(
                files.stream().filter(file -> !file.path().equals(path)).toList());
    }

    byte[] document() {
        return RecordMapper.document(this);
    }
}
