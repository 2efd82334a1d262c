package io.runfolio.upload;

import io.runfolio.coordination.AliveMarks;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.RunfolioException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes expired uploads. One that an event of the queue refers to is kept, whatever its state says: the files of the
 * events decide.
 */
public final class UploadSweep {
    private static final Logger LOG = LoggerFactory.getLogger(UploadSweep.class);
    /** Age from which a folder without a readable state is a leftover of a killed process. */
    private static final Duration MIN_LEFTOVER_AGE = Duration.ofHours(1);

    private final UploadFiles files;
    private final SharedUploads shared;
    private final UploadLocks locks;
    private final Supplier<Set<String>> queued;
    private final Clock clock;

    UploadSweep(UploadFiles files, SharedUploads shared, UploadLocks locks, Supplier<Set<String>> queued, Clock clock) {
        this.files = files;
        this.shared = shared;
        this.locks = locks;
        this.queued = queued;
        this.clock = clock;
    }

    /** Deletes what has expired; what fails is left to the next call. */
    public void sweep() {
        try {
            List<String> expired = files.ids().stream().filter(this::isExpired).toList();
            if (!expired.isEmpty()) {
                Set<String> kept = queued.get();
                expired.stream().filter(id -> !kept.contains(id)).forEach(this::delete);
            }
            shared.sweep(queued);
        } catch (RunfolioException e) {
            LOG.warn("expired uploads cannot be deleted yet: {}", e.getMessage());
        }
    }

    private boolean isExpired(String id) {
        Optional<Upload> upload = files.find(id);
        return upload.isPresent() ? upload.get().isExpired(clock.instant()) : isLeftover(files.folder(id));
    }

    private boolean isLeftover(Path folder) {
        try {
            Instant changed = Files.getLastModifiedTime(folder).toInstant();
            return changed.plus(MIN_LEFTOVER_AGE).isBefore(clock.instant());
        } catch (IOException e) {
            return false; // deleted meanwhile
        }
    }

    private void delete(String id) {
        Optional<AliveMarks.Mark> mark = locks.tryHold(id);
        if (mark.isEmpty()) {
            return;
        }
        try (AliveMarks.Mark held = mark.get()) {
            // a request may have continued it, or an event may have referred to it, since the first look
            if (isExpired(id)) {
                DurableFiles.tryDeleteTree(files.folder(id));
                LOG.info("deleted the expired upload {}", id);
            }
        }
    }
}
