package io.runfolio.replica;

import io.runfolio.bundle.RunFolder;
import io.runfolio.coordination.log.StoreLog;
import io.runfolio.store.object.ObjectInfo;
import io.runfolio.store.object.ObjectStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Bytes that sealed bundles in an object store save by sharing their media.
 *
 * @param files originals and derivatives of all bundles
 * @param bytes their sizes, added up
 * @param objects number of their objects
 * @param storedBytes sizes of these objects, added up
 * @param savedBytes bytes that are saved: all but the first file of each object
 * @param unreadable run paths of bundles whose list of media cannot be read; they are not counted
 */
public record MediaReport(
        long files, long bytes, long objects, long storedBytes, long savedBytes, List<String> unreadable) {

    /** Reads the lists of all sealed bundles. Memory is needed for the keys of all media. */
    public static MediaReport of(ObjectStore objects, StoreLog log) {
        FileObjects files = new FileObjects(objects);
        Tally tally = new Tally();
        StoredBundle.each(objects, bundle -> {
            if (log.isSealed(bundle.runId())) {
                tally.add(bundle, files);
            }
        });
        return tally.report();
    }

    private static final class Tally {
        private final Set<String> keys = new HashSet<>();
        private final List<String> unreadable = new ArrayList<>();
        private long files;
        private long bytes;
        private long storedBytes;

        private void add(StoredBundle bundle, FileObjects objects) {
            try {
                for (Map.Entry<String, ObjectInfo> file :
                        objects.all(bundle.runPath(), bundle.files()).entrySet()) {
                    if (RunFolder.isMedia(file.getKey())) {
                        add(file.getValue());
                    }
                }
            } catch (DamagedObjectException e) {
                unreadable.add(bundle.runPath());
            }
        }

        private void add(ObjectInfo object) {
            files++;
            bytes += object.bytes();
            storedBytes += keys.add(object.key()) ? object.bytes() : 0;
        }

        private MediaReport report() {
            return new MediaReport(
                    files, bytes, keys.size(), storedBytes, bytes - storedBytes, List.copyOf(unreadable));
        }
    }
}
