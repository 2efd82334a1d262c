package io.runfolio.mirror;

import io.runfolio.json.RecordMapper;
import io.runfolio.store.object.ObjectStore;
import io.runfolio.store.object.ObjectStoreException;
import java.io.IOException;
import java.io.InputStream;

/** Reads records of the mirror. */
final class Manifests {
    private Manifests() {}

    static MirroredRun read(ObjectStore store, String key) {
        return read(store, key, MirroredRun.class);
    }

    /** Reads a JSON object of limited size. */
    static <T> T read(ObjectStore store, String key, Class<T> type) {
        try (InputStream in = store.get(key)) {
            return RecordMapper.read(in.readNBytes(RecordMapper.MAX_FILE_BYTES), type);
        } catch (IOException e) {
            throw new ObjectStoreException(
                    ObjectStoreException.Cause.UNAVAILABLE,
                    store.location() + "/" + key + " could not be read: " + e.getMessage(),
                    e);
        }
    }
}
