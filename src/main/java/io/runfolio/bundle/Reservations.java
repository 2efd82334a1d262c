package io.runfolio.bundle;

import io.runfolio.run.RunId;
import io.runfolio.run.RunRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Takes run ids, each once over all threads and processes: creating a file is what takes an id, and it stays taken until the
 * bundle is visible under it and has its lines.
 */
final class Reservations {
    private static final int REMEMBERED_NAMES = 1024;
    /** Age from which a reservation without owner is a leftover; without hard links one may lack it between two calls. */
    private static final Duration OWNERLESS = Duration.ofMinutes(1);

    private final BundleLayout layout;
    private final ReservationFiles files;
    private final String owner;
    /** When reservations without owner were first seen, by a monotonic clock. */
    private final Map<String, Long> ownerlessSince = new ConcurrentHashMap<>();

    private final Map<String, Integer> lastOrdinals = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > REMEMBERED_NAMES;
        }
    };

    Reservations(BundleLayout layout, String owner) {
        this.layout = layout;
        this.files = new ReservationFiles(layout);
        this.owner = owner;
    }

    /** Takes the first free id for a run of that time. */
    String take(OffsetDateTime createdAt, RunRequest request, EventOrigin origin) throws IOException {
        Optional<String> slug = Optional.ofNullable(request.slug());
        String base = base(createdAt, request);
        int ordinal = lastOrdinal(base);
        while (true) {
            ordinal++;
            String runId = RunId.of(createdAt, request.modelKey(), slug, ordinal);
            if (take(runId, layout.runFolder(createdAt, runId), origin)) {
                remember(base, ordinal);
                return runId;
            }
        }
    }

    /** Gives back the id of a run that will not be sealed: the next one of its name may have it. */
    void giveBack(String runId, OffsetDateTime createdAt, RunRequest request) throws IOException {
        Files.deleteIfExists(layout.reservation(runId));
        forget(base(createdAt, request));
    }

    /** Returns the worker that each taken id belongs to; ids without a known owner are left out. */
    Map<String, String> owners() {
        Map<String, String> owners = new LinkedHashMap<>();
        files.all().stream()
                .filter(taken -> !taken.owner().isEmpty())
                .forEach(taken -> owners.put(taken.runId(), taken.owner()));
        return owners;
    }

    /** Frees the ids of a worker that is dead, except those of visible bundles, whose lines may be missing. */
    void releaseUnsealedOf(String deadOwner) {
        BundleReader reader = new BundleReader(layout);
        for (Reservation taken : files.all()) {
            if (taken.owner().equals(deadOwner) && reader.find(taken.runId()).isEmpty()) {
                files.release(taken.runId());
            }
        }
    }

    /** Frees the ids that certainly have no owner: a power cut may take away what a reservation says. */
    void releaseOwnerless() throws IOException {
        for (Reservation taken : ownerless()) {
            long since = ownerlessSince.computeIfAbsent(taken.runId(), id -> System.nanoTime());
            if (System.nanoTime() - since >= OWNERLESS.toNanos() || files.linksWork(owner)) {
                files.release(taken.runId());
                ownerlessSince.remove(taken.runId());
            }
        }
    }

    /** Returns the reservations that lack an owner. */
    List<Reservation> ownerless() {
        return files.all().stream().filter(taken -> taken.owner().isEmpty()).toList();
    }

    private boolean take(String runId, RunFolder visible, EventOrigin origin) throws IOException {
        Path file = layout.reservation(runId);
        // Looked at first only to save the two system calls below; the second look is the one that counts.
        if (Files.exists(visible.root())) {
            return false;
        }
        if (!files.reserve(runId, owner, Optional.of(origin))) {
            return false;
        }
        if (Files.exists(visible.root())) {
            Files.deleteIfExists(file);
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
