package io.runfolio.bundle;

import io.runfolio.run.RunId;
import io.runfolio.run.RunRequest;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes run ids, each once over all threads and processes: creating a file is what takes an id, and it stays taken until the
 * bundle is visible under it and has its lines.
 */
final class Reservations {
    private static final int REMEMBERED_NAMES = 1024;
    /** A reservation lacks its owner only between two system calls; one that lacks it this long belongs to a dead process. */
    private static final Duration OWNERLESS = Duration.ofMinutes(1);

    private final BundleLayout layout;
    private final ReservationFiles files;
    private final String owner;
    private final Clock clock;
    private final Map<String, Integer> lastOrdinals = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > REMEMBERED_NAMES;
        }
    };

    Reservations(BundleLayout layout, String owner, Clock clock) {
        this.layout = layout;
        this.files = new ReservationFiles(layout);
        this.owner = owner;
        this.clock = clock;
    }

    /** Takes the first free id for a run of that time. */
    String take(OffsetDateTime createdAt, RunRequest request, EventOrigin origin) throws IOException {
        if (!Files.exists(layout.reservations())) {
            Files.createDirectories(layout.reservations());
        }
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

    /** Gives back the ids that have long lacked an owner. */
    void releaseOwnerless() throws IOException {
        for (Path file : ownerless()) {
            Files.deleteIfExists(file);
        }
    }

    /** Returns the files of ids that have long lacked an owner. */
    List<Path> ownerless() throws IOException {
        List<Path> ownerless = new ArrayList<>();
        for (Reservation taken : files.all()) {
            Path file = layout.reservation(taken.runId());
            if (taken.owner().isEmpty() && isOld(file)) {
                ownerless.add(file);
            }
        }
        return ownerless;
    }

    private boolean take(String runId, RunFolder visible, EventOrigin origin) throws IOException {
        Path file = layout.reservation(runId);
        // Looked at first only to save the two system calls below; the second look is the one that counts.
        if (Files.exists(visible.root())) {
            return false;
        }
        try {
            Files.write(
                    file, Reservation.bytes(owner, origin), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
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

    private boolean isOld(Path file) throws IOException {
        try {
            return Files.getLastModifiedTime(file)
                    .toInstant()
                    .isBefore(clock.instant().minus(OWNERLESS));
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
