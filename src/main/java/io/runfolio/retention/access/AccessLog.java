package io.runfolio.retention.access;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.CreatedAt;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageRoots;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Log of accesses: for each day a file with the ids of artifacts. Each process writes an artifact once a day, a few
 * seconds after its access. Another file has the time at which recording began. Thread-safe; several processes may
 * write.
 */
public final class AccessLog {
    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    private static final int DELAY_SECONDS = 5;
    /** Artifacts of a day that are remembered; beyond, an artifact may be written twice. */
    private static final int MAX_REMEMBERED = 100_000;

    private static final String SUFFIX = ".log";

    private final Path folder;
    private final Clock clock;
    private final Set<String> today = new HashSet<>();
    private final List<String> waiting = new ArrayList<>();
    private LocalDate day;

    public AccessLog(BundleLayout layout, Clock clock) {
        this.folder = layout.control().resolve("retention").resolve("access");
        this.clock = clock;
    }

    /** Starts recording; nothing happens if it has begun before. */
    public void begin() {
        Path since = since();
        if (Files.exists(since)) {
            return;
        }
        try {
            StorageRoots.createFolders(folder);
            DurableFiles.writeNew(since, clock.instant().toString().getBytes(StandardCharsets.US_ASCII));
        } catch (FileAlreadyExistsException e) {
            LOG.debug("another process has begun", e);
        } catch (IOException e) {
            throw StorageErrors.translate(e, since + " could not be written");
        }
    }

    /** Ends recording: what is not recorded from now on must not count as not accessed. */
    public void end() {
        if (Files.exists(since())) {
            DurableFiles.delete(since(), since() + " could not be deleted");
        }
    }

    /** Records an access. It is written a few seconds later; a failure is logged and has no other effect. */
    public synchronized void record(String artifactId) {
        LocalDate now = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        if (!now.equals(day)) {
            flush();
            today.clear();
            day = now;
        }
        if (!today.add(artifactId)) {
            return;
        }
        if (today.size() > MAX_REMEMBERED) {
            today.clear();
        }
        waiting.add(artifactId);
        if (waiting.size() == 1) {
            CompletableFuture.delayedExecutor(DELAY_SECONDS, TimeUnit.SECONDS).execute(this::flush);
        }
    }

    /** Writes what waits. */
    public synchronized void flush() {
        if (waiting.isEmpty()) {
            return;
        }
        Path file = folder.resolve(day + SUFFIX);
        try {
            StorageRoots.createFolders(folder);
            Files.write(
                    file,
                    (String.join("\n", waiting) + "\n").getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            LOG.warn("{} could not be written: {}", file, StorageErrors.reason(e));
        }
        waiting.clear();
    }

    /** Reads the log as it is now; nothing is known if recording has not begun. */
    public LastAccess read() {
        Optional<Instant> begun = begun();
        if (begun.isEmpty()) {
            return LastAccess.UNKNOWN;
        }
        Map<String, Instant> last = new HashMap<>();
        for (Path file : files()) {
            day(file).ifPresent(end -> read(file, end, last));
        }
        return (run, item) -> {
            Optional<Instant> created = CreatedAt.instant(run.createdAt());
            Instant recorded = item == null ? null : last.get(item.id());
            return Stream.of(begun, created, Optional.ofNullable(recorded))
                    .flatMap(Optional::stream)
                    .max(Instant::compareTo);
        };
    }

    private Path since() {
        return folder.resolve("since");
    }

    private Optional<Instant> begun() {
        try {
            return Optional.of(Instant.parse(Files.readString(since()).strip()));
        } catch (NoSuchFileException | DateTimeException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw StorageErrors.translate(e, since() + " could not be read");
        }
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw StorageErrors.translate(e, folder + " could not be listed");
        }
    }

    /** Returns the end of a file's day: the latest time of its accesses. */
    private static Optional<Instant> day(Path file) {
        String name = file.getFileName().toString();
        try {
            return Optional.of(LocalDate.parse(name.substring(0, name.length() - SUFFIX.length()))
                    .plusDays(1)
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static void read(Path file, Instant end, Map<String, Instant> last) {
        try (Stream<String> lines = Files.lines(file)) {
            lines.forEach(id -> last.merge(id, end, (one, other) -> one.isAfter(other) ? one : other));
        } catch (IOException e) {
            throw StorageErrors.translate(e, file + " could not be read");
        }
    }
}
