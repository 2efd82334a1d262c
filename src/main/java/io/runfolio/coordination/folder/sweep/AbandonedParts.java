package io.runfolio.coordination.folder.sweep;

import io.runfolio.files.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Incomplete events that killed processes left in the queue folder. One that has not changed for a minute is deleted:
 * its sender has no answer, so it sends the event again. A writer that is only slow fails at its rename, before it has
 * answered. Times of files are not compared with a clock. Thread-safe.
 */
public final class AbandonedParts {
    private static final Logger LOG = LoggerFactory.getLogger(AbandonedParts.class);
    private static final Pattern PART = Pattern.compile("\\.[0-9a-f]{8,40}\\.part");
    private static final Duration UNCHANGED = Duration.ofMinutes(1);

    private final Path inbox;
    private final LongSupplier nanoTime;
    private final Map<Path, Seen> seen = new HashMap<>();

    private record Seen(long size, FileTime modified, long since) {
        private boolean isSame(Seen other) {
            return size == other.size && modified.equals(other.modified);
        }
    }

    /** @param nanoTime monotonic time in nanoseconds */
    public AbandonedParts(Path inbox, LongSupplier nanoTime) {
        this.inbox = inbox;
        this.nanoTime = nanoTime;
    }

    /** Deletes what has not changed for a minute since an earlier call. A fault is left to the next call. */
    public synchronized void sweep() {
        try (Stream<Path> files = Files.list(inbox)) {
            List<Path> parts = files.filter(
                            file -> PART.matcher(file.getFileName().toString()).matches())
                    .toList();
            seen.keySet().retainAll(parts);
            parts.forEach(this::look);
        } catch (IOException e) {
            LOG.debug("incomplete events in {} cannot be listed", inbox, e);
        }
    }

    private void look(Path part) {
        Optional<Seen> state = state(part);
        if (state.isEmpty()) {
            return;
        }
        Seen now = state.get();
        Seen before = seen.get(part);
        if (before == null || !before.isSame(now)) {
            seen.put(part, now);
        } else if (now.since() - before.since() > UNCHANGED.toNanos()) {
            LOG.info("{} was left by a process that was killed, and is deleted", part);
            DurableFiles.tryDelete(part);
        }
    }

    private Optional<Seen> state(Path part) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(part, BasicFileAttributes.class);
            return Optional.of(new Seen(attributes.size(), attributes.lastModifiedTime(), nanoTime.getAsLong()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.debug("{} cannot be looked at", part, e);
            return Optional.empty();
        }
    }
}
