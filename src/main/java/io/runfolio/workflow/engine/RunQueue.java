package io.runfolio.workflow.engine;

import io.runfolio.coordination.Claim;
import io.runfolio.coordination.EventQueue;
import io.runfolio.workflow.run.RunFold;
import io.runfolio.workflow.run.RunRequests;
import io.runfolio.workflow.run.RunState;
import io.runfolio.workflow.run.RunStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Queue of runs as a worker sees it. Thread-safe. */
final class RunQueue {
    private static final Logger LOG = LoggerFactory.getLogger(RunQueue.class);

    private static final long RECOVERY_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final EventQueue queue;
    private final RunInbox inbox;
    private final RunStore store;
    /** Claims that could be neither parked nor released, as the disk failed. */
    private final ConcurrentLinkedQueue<Claim> kept = new ConcurrentLinkedQueue<>();

    private final AtomicLong lastRecovery = new AtomicLong(System.nanoTime() - 2 * RECOVERY_PAUSE_NANOS);

    RunQueue(EventQueue queue, RunInbox inbox, RunStore store) {
        this.queue = queue;
        this.inbox = inbox;
        this.store = store;
    }

    EventQueue events() {
        return queue;
    }

    /** Returns the run of a claim: a second event of a run has a suffix in its name. */
    static String runIdOf(Claim claim) {
        int end = claim.name().indexOf('.');
        return end < 0 ? claim.name() : claim.name().substring(0, end);
    }

    void keep(Claim claim) {
        kept.add(claim);
    }

    /** Queues the runs that a killed process started or ended without their event. */
    void recover() {
        Set<String> queued = inbox.names();
        Set<String> listed = store.listed();
        for (String runId : store.all()) {
            boolean isQueued = queued.contains(RunInbox.nameOf(runId));
            if (isQueued && listed.contains(runId)) {
                continue;
            }
            fold(runId).ifPresent(fold -> {
                store.list(fold, listed.contains(runId));
                if (!isQueued && !isFinished(fold)) {
                    LOG.info("run {} was not in the queue and is queued again", runId);
                    inbox.ensure(runId);
                }
            });
        }
    }

    private Optional<RunFold> fold(String runId) {
        try {
            return store.fold(runId);
        } catch (io.runfolio.json.UnreadableRecordException e) {
            LOG.warn("run {} cannot be continued: {}", runId, e.getMessage());
            return Optional.empty();
        }
    }

    static boolean isFinished(RunFold fold) {
        return fold.state().isEnd() && fold.isClosed();
    }

    /** Claims runs that can go on: of dead workers, woken, due and new ones, in this order. */
    List<Claim> claim(int max, Instant now) {
        if (max <= 0) {
            return List.of();
        }
        if (System.nanoTime() - lastRecovery.get() > RECOVERY_PAUSE_NANOS) {
            lastRecovery.set(System.nanoTime());
            kept.addAll(queue.recoverClaims());
        }
        List<Claim> claims = new ArrayList<>();
        while (claims.size() < max && !kept.isEmpty()) {
            Optional.ofNullable(kept.poll()).ifPresent(claims::add);
        }
        if (claims.size() < max) {
            claims.addAll(woken(max - claims.size()));
        }
        if (claims.size() < max) {
            claims.addAll(queue.claimDue(state -> true, now, max - claims.size()));
        }
        if (claims.size() < max) {
            claims.addAll(queue.claimNext(max - claims.size()));
        }
        return claims;
    }

    /** Claims parked runs with a request; one that is claimed now sees the request itself. */
    private List<Claim> woken(int max) {
        List<Claim> claims = new ArrayList<>();
        List<String> requested = store.requests().runs();
        if (requested.isEmpty()) {
            return claims;
        }
        Set<String> queued = inbox.names();
        for (String runId : requested) {
            // a retry is applied once the run has its bundle, which the run looks for by itself
            boolean isWoken = store.requests().has(runId, RunRequests.WAKE)
                    || store.requests().has(runId, RunRequests.CANCEL);
            if (claims.size() < max && isWoken) {
                queue.wake(RunInbox.nameOf(runId)).ifPresent(claims::add);
            }
            if (!queued.contains(RunInbox.nameOf(runId))) {
                applyToUnqueued(runId);
            }
        }
        return claims;
    }

    /** Applies the requests to runs without an event: those that have ended, and those that were lost. */
    private void applyToUnqueued(String runId) {
        Optional<RunFold> fold = fold(runId);
        boolean isRetried = fold.filter(run -> run.state() == RunState.FAILED).isPresent()
                && store.requests().has(runId, RunRequests.RETRY);
        if (isRetried || fold.filter(run -> !isFinished(run)).isPresent()) {
            inbox.enqueue(runId);
            return;
        }
        for (String word : List.of(RunRequests.CANCEL, RunRequests.RETRY, RunRequests.WAKE)) {
            store.requests().delete(runId, word);
        }
    }
}
