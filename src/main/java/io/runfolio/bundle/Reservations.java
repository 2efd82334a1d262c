package io.runfolio.bundle;

import io.runfolio.run.RunId;
import io.runfolio.run.RunRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
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
 * Takes run ids, each once over all threads and processes: creating a file is what takes an id, and it stays taken until the bundle is visible under it.
 */
final class Reservations {
    private static final int REMEMBERED_NAMES = 1024;
    /** A reservation lacks its owner only between two system calls; one that lacks it this long belongs to a dead process. */
    private static final Duration OWNERLESS = Duration.ofMinutes(1);

    private final BundleLayout layout;
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
        this.owner = owner;
        this.clock = clock;
    }

    /** Takes the first free id for a run of that time. */
    String take(OffsetDateTime createdAt, RunRequest request) throws IOException {
        if (!Files.exists(layout.reservations())) {
            Files.createDirectories(layout.reservations());
        }
        Optional<String> slug = Optional.ofNullable(request.slug());
        String base = base(createdAt, request);
        int ordinal = lastOrdinal(base);
        while (true) {
            ordinal++;
            String runId = RunId.of(createdAt, request.modelKey(), slug, ordinal);
            if (take(runId, layout.runFolder(createdAt, runId))) {
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

    /** Returns whom each taken id belongs to; ids whose owner cannot be told are left out. */
    Map<String, String> owners() throws IOException {
        Map<String, String> owners = new LinkedHashMap<>();
        for (Path file : files()) {
            String name = read(file);
            if (!name.isEmpty()) {
                owners.put(file.getFileName().toString(), name);
            }
        }
        return owners;
    }

    /** Gives back the ids of a worker that is dead. */
    void releaseAllOf(String deadOwner) throws IOException {
        for (Path file : files()) {
            if (read(file).equals(deadOwner)) {
                Files.deleteIfExists(file);
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
        for (Path file : files()) {
            if (read(file).isEmpty() && isOld(file)) {
                ownerless.add(file);
            }
        }
        return ownerless;
    }

    private boolean take(String runId, RunFolder visible) throws IOException {
        Path file = layout.reservation(runId);
        // Looked at first only to save the two system calls below; the second look is the one that counts.
        if (Files.exists(visible.root())) {
            return false;
        }
        try {
            Files.writeString(file, owner, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
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

    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(layout.reservations())) {
            entries.forEach(files::add);
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return files;
    }

    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return "";
        }
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
