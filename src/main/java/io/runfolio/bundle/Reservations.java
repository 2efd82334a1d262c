package io.runfolio.bundle;

import io.runfolio.coordination.Reservation;
import io.runfolio.coordination.RunIds;
import io.runfolio.run.EventOrigin;
import io.runfolio.run.RunId;
import io.runfolio.run.RunRequest;
import java.nio.file.Files;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reserves run ids, each once over all threads and processes. An id stays reserved until its bundle is sealed and has
 * its lines.
 */
final class Reservations {
    private static final int REMEMBERED_NAMES = 1024;
    private final BundleLayout layout;
    private final RunIds runIds;
    private final String owner;
    /**
     * Ids of attempts in progress. An id that others have released while this process was frozen is not taken again
     * before its attempt has ended, as both would write to one folder.
     */
    private final Set<String> open = ConcurrentHashMap.newKeySet();

    private final Map<String, Integer> lastOrdinals = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > REMEMBERED_NAMES;
        }
    };

    Reservations(BundleLayout layout, RunIds runIds, String owner) {
        this.layout = layout;
        this.runIds = runIds;
        this.owner = owner;
    }

    /** Reserves the first free id for a run. */
    String take(OffsetDateTime createdAt, RunRequest request, EventOrigin origin) {
        Optional<String> slug = Optional.ofNullable(request.slug());
        String base = base(createdAt, request);
        int ordinal = lastOrdinal(base);
        while (true) {
            ordinal++;
            String runId = RunId.of(createdAt, request.modelKey(), slug, ordinal);
            if (take(runId, layout.runPath(createdAt, runId), origin)) {
                remember(base, ordinal);
                return runId;
            }
        }
    }

    /** Releases the id of a run that will not be sealed, for the next run of its name. */
    void giveBack(String runId, OffsetDateTime createdAt, RunRequest request, EventOrigin origin) {
        release(runId, origin);
        forget(base(createdAt, request));
    }

    /** Releases an id that this worker has taken for an event. */
    void release(String runId, EventOrigin origin) {
        runIds.release(new Reservation(runId, owner, Optional.of(origin)));
    }

    /** Ends an attempt, sealed or not. */
    void end(String runId) {
        open.remove(runId);
    }

    /**
     * Returns the ids of this worker's ended attempts that have no bundle.
     *
     * <p>They could not be released, or the answer to their reservation was lost.
     */
    List<Reservation> forgotten() {
        return unsealed(of(owner).stream()
                .filter(taken -> !open.contains(taken.runId()))
                .toList());
    }

    /** Returns the owners of reserved ids; ids without a known owner are left out. */
    Map<String, String> owners() {
        Map<String, String> owners = new LinkedHashMap<>();
        runIds.all().stream()
                .filter(taken -> !taken.owner().isEmpty())
                .forEach(taken -> owners.put(taken.runId(), taken.owner()));
        return owners;
    }

    /** Returns the ids that a worker has taken. */
    List<Reservation> of(String worker) {
        return runIds.all().stream()
                .filter(taken -> taken.owner().equals(worker))
                .toList();
    }

    /** Leaves out the ids of sealed bundles, whose lines may be missing. */
    List<Reservation> unsealed(List<Reservation> all) {
        BundleReader reader = new BundleReader(layout);
        return all.stream()
                .filter(taken -> reader.find(taken.runId()).isEmpty())
                .toList();
    }

    private boolean take(String runId, String runPath, EventOrigin origin) {
        // this check only saves the two system calls below; the second check decides
        if (Files.exists(layout.bundle(runPath)) || !open.add(runId)) {
            return false;
        }
        boolean isTaken = false;
        try {
            isTaken = reserve(runId, runPath, origin);
            return isTaken;
        } finally {
            if (!isTaken) {
                end(runId);
            }
        }
    }

    private boolean reserve(String runId, String runPath, EventOrigin origin) {
        if (!runIds.reserve(runId, owner, Optional.of(origin))) {
            return false;
        }
        if (layout.store().exists(runPath)) {
            release(runId, origin);
            return false;
        }
        return true;
    }

    private static String base(OffsetDateTime createdAt, RunRequest request) {
        return RunId.of(createdAt, request.modelKey(), Optional.ofNullable(request.slug()), 1);
    }

    private synchronized void forget(String base) {
        lastOrdinals.remove(base);
    }

    private synchronized int lastOrdinal(String base) {
        return lastOrdinals.getOrDefault(base, 0);
    }

    private synchronized void remember(String base, int ordinal) {
        lastOrdinals.merge(base, ordinal, Math::max);
    }
}
