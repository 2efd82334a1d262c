package io.runfolio.work;

import io.runfolio.files.Checksums;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageRoots;
import io.runfolio.run.EventOrigin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Folders for the parts of clips in progress, which the next attempt at an event uses. The caller holds the event's
 * lock.
 *
 * <pre>
 * transcodes/&lt;key of the event&gt;/
 *   event            identity of the event; its time is that of the last attempt
 *   &lt;stem&gt;/          parts of a clip
 * </pre>
 */
public final class TranscodeCheckpoints {
    /** Age of the last attempt at which an event counts as gone. */
    private static final Duration MAX_AGE = Duration.ofDays(7);

    private static final int KEY_DIGITS = 32;
    private static final String EVENT = "event";

    private final Path root;
    private final Clock clock;

    /** @param root folder of all events; it is created at the first use */
    public TranscodeCheckpoints(Path root, Clock clock) {
        this.root = root;
        this.clock = clock;
    }

    /** Returns the folder for an asset, of an event that is recorded as in progress. */
    public Path open(AssetTask task) {
        EventOrigin origin = task.draft().origin();
        Path folder = folder(origin);
        try {
            sweepAbandoned();
            StorageRoots.createFolders(folder);
            Path event = folder.resolve(EVENT);
            if (!Files.exists(event)) {
                DurableFiles.writeNew(event, origin.eventId().getBytes(StandardCharsets.UTF_8));
            }
            Files.setLastModifiedTime(event, FileTime.from(clock.instant()));
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The folder for the parts of a clip cannot be created");
        }
        return folder.resolve(task.slot().stem());
    }

    private Path folder(EventOrigin origin) {
        return root.resolve(
                Checksums.sha256(origin.eventId() + "\n" + origin.digest()).substring(0, KEY_DIGITS));
    }

    /** Deletes the parts of an event whose bundle is durable. What cannot be deleted goes with a later sweep. */
    public void release(EventOrigin origin) {
        DurableFiles.tryDeleteTree(folder(origin));
    }

    /**
     * Deletes the parts of events that are bundled, or were not attempted for a week.
     *
     * @param isBundled gets the identity of an event
     */
    public void sweep(Predicate<String> isBundled) {
        for (Path folder : folders()) {
            if (isAbandoned(folder) || event(folder).filter(isBundled).isPresent()) {
                DurableFiles.tryDeleteTree(folder);
            }
        }
    }

    private void sweepAbandoned() {
        folders().stream().filter(this::isAbandoned).forEach(DurableFiles::tryDeleteTree);
    }

    private List<Path> folders() {
        try (Stream<Path> folders = Files.list(root)) {
            return folders.toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The folders for the parts of clips cannot be listed");
        }
    }

    private boolean isAbandoned(Path folder) {
        try {
            Path event = folder.resolve(EVENT);
            Instant used = Files.getLastModifiedTime(Files.exists(event) ? event : folder)
                    .toInstant();
            return used.plus(MAX_AGE).isBefore(clock.instant());
        } catch (IOException e) {
            return false; // it was deleted meanwhile, or a later sweep tries again
        }
    }

    private static Optional<String> event(Path folder) {
        try {
            return Optional.of(new String(Files.readAllBytes(folder.resolve(EVENT)), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Optional.empty(); // a worker is creating it, or was killed then
        }
    }
}
