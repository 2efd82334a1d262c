package io.runfolio.replica;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.coordination.EventLocks;
import io.runfolio.coordination.Reservation;
import io.runfolio.coordination.log.StoreLog;
import io.runfolio.files.lock.Mutex;
import io.runfolio.store.object.ObjectInfo;
import io.runfolio.store.object.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Removes the objects of attempts that were never sealed, as their worker was killed. Those of an attempt that is under
 * way are kept: its run id is reserved by a worker that is alive, or its objects are new.
 */
final class UnsealedObjects {
    private final BundleLayout layout;
    private final ObjectStore objects;
    private final StoreLog log;
    private final Clock clock;

    /** @param layout a working copy */
    UnsealedObjects(BundleLayout layout, ObjectStore objects, Clock clock) {
        this.layout = layout;
        this.objects = objects;
        this.log = layout.coordination().storeLog().orElseThrow();
        this.clock = clock;
    }

    /**
     * Result of a sweep.
     *
     * @param attempts run paths of the attempts that were removed
     * @param objects number of objects that were removed
     */
    record Swept(List<String> attempts, long objects) {}

    /**
     * Removes objects.
     *
     * @param age age of the newest object of an attempt from which on it is removed
     */
    Swept sweep(Duration age) {
        List<StoredBundle> found = new ArrayList<>();
        StoredBundle.each(objects, bundle -> {
            if (isOlder(bundle, age) && !log.isSealed(bundle.runId())) {
                found.add(bundle);
            }
        });
        Set<String> underWay = layout.coordination().runIds().all().stream()
                .filter(taken -> layout.coordination().aliveMarks().isAlive(taken.owner()))
                .map(Reservation::runId)
                .collect(Collectors.toSet());
        List<String> removed = new ArrayList<>();
        long count = 0;
        for (StoredBundle bundle : found) {
            if (!underWay.contains(bundle.runId()) && remove(bundle)) {
                removed.add(bundle.runPath());
                count += bundle.files().size();
            }
        }
        return new Swept(List.copyOf(removed), count);
    }

    /**
     * Removes the objects of an attempt, while no import uses its run id again. The log decides before each of them, as
     * the attempt can wake, and the lock be lost.
     *
     * @return whether all were removed
     */
    private boolean remove(StoredBundle bundle) {
        Optional<Mutex.Held> lock = layout.coordination().eventLocks().tryHold(EventLocks.ofImport(bundle.runId()));
        if (lock.isEmpty()) {
            return false;
        }
        try (Mutex.Held held = lock.get()) {
            for (ObjectInfo file : bundle.files().values()) {
                if (!log.media().sweep(bundle.runId())) {
                    return false;
                }
                objects.delete(file.key());
            }
            return true;
        }
    }

    private boolean isOlder(StoredBundle bundle, Duration age) {
        return bundle.newest()
                .map(newest -> !newest.isAfter(clock.instant().minus(age)))
                .orElse(false);
    }
}
