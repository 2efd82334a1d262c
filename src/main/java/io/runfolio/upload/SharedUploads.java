package io.runfolio.upload;

import io.runfolio.coordination.AliveMarks;
import io.runfolio.coordination.shared.SharedFiles;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Complete uploads of this host, and of others where the hosts have no common folder. Thread-safe. */
final class SharedUploads {
    private static final Logger LOG = LoggerFactory.getLogger(SharedUploads.class);

    /** Time from its expiry until the copy for other hosts is deleted, by clocks that differ less. */
    private static final Duration GRACE = Duration.ofHours(1);

    private final UploadFiles files;
    private final Optional<SharedFiles> shared;
    private final UploadLocks locks;
    private final Clock clock;
    /** Last known expiry of uploads that have not expired yet. */
    private final Map<String, Instant> expiries = new ConcurrentHashMap<>();

    /** @param shared empty if all hosts have the folder of the uploads */
    SharedUploads(UploadFiles files, Optional<SharedFiles> shared, UploadLocks locks, Clock clock) {
        this.files = files;
        this.shared = shared;
        this.locks = locks;
        this.clock = clock;
    }

    /** Returns an upload, whose bytes are here afterwards. One of another host is complete. */
    Optional<Upload> find(String id) {
        Optional<Upload> here = files.find(id);
        if (here.isPresent() || shared.isEmpty() || !UploadReference.isId(id)) {
            return here;
        }
        Optional<Upload> there = state(id).filter(found -> !found.isExpired(clock.instant()));
        there.ifPresent(found -> files.fetch(found, shared.get()));
        return there.isPresent() ? files.find(id) : there;
    }

    private Optional<Upload> state(String id) {
        return shared.orElseThrow().state(id).flatMap(state -> UploadFiles.parse(id, state));
    }

    /** Makes a complete upload known to other hosts. They have its bytes and its state when this returns. */
    void publish(Upload upload) {
        Path data = files.data(upload.id());
        shared.ifPresent(others -> others.put(upload.id(), data, upload.sha256(), UploadFiles.bytes(upload)));
    }

    /** An expiry only grows, so a state is not read again before it. */
    private boolean isExpired(String id, Instant limit) {
        return !expiries.containsKey(id)
                && state(id)
                        .filter(upload -> {
                            expiries.put(id, upload.expiresAt());
                            return upload.isExpired(limit);
                        })
                        .isPresent();
    }

    /**
     * Deletes copies for other hosts that have expired, and that no event of the queue refers to.
     *
     * @param queued returns the ids that events of the queue refer to
     */
    void sweep(Supplier<Set<String>> queued) {
        if (shared.isEmpty()) {
            return;
        }
        Instant limit = clock.instant().minus(GRACE);
        expiries.values().removeIf(expiry -> !limit.isBefore(expiry));
        List<String> expired =
                shared.get().ids().stream().filter(id -> isExpired(id, limit)).toList();
        if (expired.isEmpty()) {
            return;
        }
        Set<String> kept = queued.get();
        expired.stream().filter(id -> !kept.contains(id)).forEach(id -> delete(id, limit));
    }

    private void delete(String id, Instant limit) {
        Optional<AliveMarks.Mark> mark = locks.tryHold(id);
        if (mark.isEmpty()) {
            return;
        }
        try (AliveMarks.Mark held = mark.get()) {
            // an event may have referred to it since the first look
            if (state(id).filter(upload -> upload.isExpired(limit)).isPresent()) {
                shared.orElseThrow().delete(id);
                LOG.info("deleted the expired upload {} from the object store", id);
            }
        }
    }
}
