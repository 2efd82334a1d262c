package io.runfolio.coordination.postgres;

import io.runfolio.coordination.EventLocks;
import io.runfolio.coordination.WriterLocks;
import io.runfolio.files.StorageException;
import io.runfolio.files.lock.Mutex;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Locks of events and of shared files as advisory locks. */
final class PostgresLocks implements EventLocks, WriterLocks {
    /** Lock of the publisher of the index. */
    static final String PUBLISHER = "publisher";

    static final String WRITERS = "writers";

    private static final String EVENTS = "events";
    private static final String REVIEW_LOGS = "review-logs";
    private static final String DERIVATIVES = "derivatives";
    private static final Logger LOG = LoggerFactory.getLogger(PostgresLocks.class);

    private static final int CHECKS_PER_LEASE = 4;

    private final Database database;
    private final AdvisoryLocks locks;
    private final Heartbeats heartbeats;

    PostgresLocks(Database database, AdvisoryLocks locks, Heartbeats heartbeats) {
        this.database = database;
        this.locks = locks;
        this.heartbeats = heartbeats;
    }

    @Override
    public Mutex.Held hold(String eventId) {
        long interval = database.lease().toNanos() / CHECKS_PER_LEASE;
        long[] next = {System.nanoTime() + interval};
        // a worker that is frozen keeps its session, and with it the lock of an event that was taken over from it
        return locks.hold(EVENTS, eventId, () -> {
                    boolean isTime = System.nanoTime() > next[0];
                    if (isTime) {
                        next[0] += interval;
                    }
                    return isTime && heartbeats.isSteady() && locks.isHeldByDead(EVENTS, eventId);
                })
                .map(PostgresLocks::tolerant)
                .orElseGet(() -> {
                    LOG.info("the worker that holds the lock of the event {} sends no heartbeats", eventId);
                    return () -> {};
                });
    }

    @Override
    public Optional<Mutex.Held> tryHold(String eventId) {
        return locks.tryHold(EVENTS, eventId).map(PostgresLocks::tolerant);
    }

    /** The lock of an event saves work only: its fence decides, so that the loss of the lock is no failure. */
    private static Mutex.Held tolerant(Mutex.Held lock) {
        return () -> {
            try {
                lock.close();
            } catch (StorageException e) {
                LOG.warn("{}", e.getMessage());
            }
        };
    }

    @Override
    public Mutex index() {
        return writer("index");
    }

    @Override
    public Mutex processedEvents() {
        return writer("processed-events");
    }

    @Override
    public Mutex changeFeed() {
        return writer("change-feed");
    }

    @Override
    public Mutex catalog() {
        return writer("catalog");
    }

    @Override
    public Mutex catalogRebuild() {
        return writer("catalog-rebuild");
    }

    @Override
    public Mutex shares() {
        return writer("shares");
    }

    @Override
    public Mutex shareCounts() {
        return writer("share-counts");
    }

    @Override
    public Mutex deduplication() {
        return writer("deduplication");
    }

    @Override
    public Mutex reviewLog(String runId) {
        return locks.mutex(REVIEW_LOGS, runId);
    }

    /** This lock saves work only, as the lines in the ledger are written under another one. */
    @Override
    public Optional<Mutex.Held> tryDerivatives(String runId) {
        Optional<Mutex.Held> lock = locks.tryHold(DERIVATIVES, runId);
        boolean isHeldByFrozen = lock.isEmpty() && heartbeats.isSteady() && locks.isHeldByDead(DERIVATIVES, runId);
        return isHeldByFrozen ? Optional.of(() -> {}) : lock;
    }

    @Override
    public Optional<Mutex.Held> tryMirror() {
        return locks.tryHold(WRITERS, "mirror");
    }

    @Override
    public void awaitIdleReviewLogs() {
        locks.awaitIdle(REVIEW_LOGS);
    }

    private Mutex writer(String name) {
        return locks.mutex(WRITERS, name);
    }
}
