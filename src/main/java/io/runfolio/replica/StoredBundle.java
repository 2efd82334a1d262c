package io.runfolio.replica;

import io.runfolio.store.object.ObjectInfo;
import io.runfolio.store.object.ObjectStore;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Objects of one bundle, or of an attempt that was not sealed.
 *
 * @param runPath its run path
 * @param files objects by path in the bundle
 */
record StoredBundle(String runPath, Map<String, ObjectInfo> files) {
    /** Passes on all bundles of a store, by run path. Memory is needed for one of them. */
    static void each(ObjectStore objects, Consumer<StoredBundle> reader) {
        StoredBundle[] current = {new StoredBundle("", Map.of())};
        try (Stream<ObjectInfo> listed = objects.list(StoreKeys.BUNDLES)) {
            listed.forEach(object -> {
                String[] names =
                        object.key().substring(StoreKeys.BUNDLES.length()).split("/", 3);
                if (names.length == 3) {
                    String runPath = names[0] + "/" + names[1];
                    if (!runPath.equals(current[0].runPath())) {
                        current[0].passTo(reader);
                        current[0] = new StoredBundle(runPath, new LinkedHashMap<>());
                    }
                    current[0].files().put(names[2], object);
                }
            });
        }
        current[0].passTo(reader);
    }

    private void passTo(Consumer<StoredBundle> reader) {
        if (!files.isEmpty()) {
            reader.accept(this);
        }
    }

    String runId() {
        return StoreKeys.runId(runPath);
    }

    /** Returns the time at which the newest object was written; empty if one is unknown. */
    Optional<Instant> newest() {
        return files.values().stream().allMatch(file -> file.written().isPresent())
                ? files.values().stream()
                        .flatMap(file -> file.written().stream())
                        .max(Comparator.naturalOrder())
                : Optional.empty();
    }
}
