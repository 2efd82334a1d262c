package io.runfolio.replica;

import io.runfolio.files.StorageException;
import io.runfolio.replica.media.ObjectSource;
import io.runfolio.store.DamagedFileException;
import io.runfolio.store.FileUnavailableException;
import io.runfolio.store.object.ObjectInfo;
import io.runfolio.store.object.ObjectStoreException;
import java.io.IOException;
import java.nio.file.Path;

/** Fetches files for readers, who wait. Failures of the store are exceptions of their own. */
record ReaderFetcher(BundleFetcher fetcher) implements ObjectSource {
    @Override
    public void fetch(ObjectInfo object, Path part, Path target) throws IOException {
        try {
            fetcher.fetch(object, part, target);
        } catch (DamagedObjectException e) {
            throw new DamagedFileException(e.getMessage(), e);
        } catch (StorageException e) {
            if (e.getCause() instanceof ObjectStoreException) {
                throw new FileUnavailableException(e.getMessage(), e);
            }
            throw e;
        }
    }

    @Override
    public boolean has(ObjectInfo object, long bytes) {
        return fetcher.has(object, bytes);
    }
}
