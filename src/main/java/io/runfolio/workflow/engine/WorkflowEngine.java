package io.runfolio.workflow.engine;

import io.runfolio.coordination.Claim;
import io.runfolio.coordination.EventQueue;
import io.runfolio.coordination.Waiting;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.files.RunfolioException;
import io.runfolio.files.lock.Mutex;
import io.runfolio.intake.RefusedEventException;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.workflow.run.RunLedger;
import io.runfolio.workflow.run.RunSpecification;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes workflow runs. A run goes on from its last recorded step until it ends, or waits for something outside and
 * is parked. Safe for use by several threads; any number of workers may use one folder of runs.
 */
public final class WorkflowEngine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkflowEngine.class);
    /** Deaths of processes with one claim, after which the run is no longer tried. */
    private static final int MAX_PROCESS_DEATHS = 20;

    private static final Duration BUSY_PAUSE = Duration.ofSeconds(1);
    private static final Duration FAULT_PAUSE = Duration.ofSeconds(15);

    private final WorkflowParts parts;
    private final RunQueue queue;
    private final StepThreads threads;
    private volatile boolean draining;
    private volatile boolean stopping;

    /** @param queue queue folder of the runs, as this worker sees it */
    public WorkflowEngine(WorkflowParts parts, EventQueue queue) {
        this.parts = parts;
        this.queue = new RunQueue(queue, parts.inbox(), parts.store());
        this.threads = new StepThreads(parts.clock(), () -> stopping);
    }

    /** Queues runs that a killed process has started without their event. Called once, before the first claim. */
    public void recover() {
        queue.recover();
    }

    /**
     * Claims runs that can go on.
     *
     * @param max maximum number of runs
     */
    public List<Claim> claimReady(int max) {
        return draining ? List.of() : queue.claim(max, parts.clock().instant());
    }

    /** Executes a claimed run until it ends or waits; the claim is then completed or parked. */
    public void advance(Claim claim) {
        String runId = RunQueue.runIdOf(claim);
        try {
            Optional<Mutex.Held> lock = parts.store().tryLock(runId);
            if (lock.isEmpty()) {
                park(claim, Parking.busy(parts.clock().instant(), BUSY_PAUSE));
                return;
            }
            try (Mutex.Held held = lock.get()) {
                advanceLocked(claim, runId);
            }
        } catch (InterruptedRunException e) {
            LOG.debug("run {} goes on with another worker", runId);
            release(claim);
        } catch (UnreadableRecordException e) {
            refuse(claim, runId, new RefusedEventException("run_unreadable", "", e.getMessage()));
        } catch (RefusedEventException e) {
            refuse(claim, runId, e);
        } catch (RunfolioException e) {
            LOG.warn("run {} cannot go on now and is tried again: {}", runId, e.getMessage());
            park(claim, Parking.fault(parts.clock().instant(), FAULT_PAUSE, e.getMessage()));
        } catch (RuntimeException e) {
            LOG.error("run {} cannot go on now and is tried again", runId, e);
            park(claim, Parking.fault(parts.clock().instant(), FAULT_PAUSE, "an unexpected fault; see the log"));
        }
    }

    private void advanceLocked(Claim claim, String runId) {
        Optional<RunSpecification> specification = parts.store().specification(runId);
        if (specification.isEmpty()) {
            LOG.warn(
                    "{} in the queue of runs names no run of {}",
                    claim.name(),
                    parts.store().layout().runs());
            queue.events().complete(claim);
            return;
        }
        queue.events().beginAttempt(claim, MAX_PROCESS_DEATHS);
        try (RunLedger ledger = parts.store().open(specification.get())) {
            Optional<Waiting> waiting = new RunAdvance(parts, threads, ledger, () -> draining).run();
            if (waiting.isPresent()) {
                queue.events().park(claim, waiting.get());
            } else {
                queue.events().complete(claim);
            }
        }
    }

    private void refuse(Claim claim, String runId, RefusedEventException why) {
        LOG.error("run {} cannot be continued: {}", runId, why.getMessage());
        try {
            queue.events().refuse(claim, why, runId, parts.clock().instant().toString());
        } catch (RunfolioException e) {
            keep(claim, e);
        }
    }

    private void park(Claim claim, Waiting waiting) {
        try {
            queue.events().park(claim, waiting);
        } catch (RunfolioException e) {
            release(claim);
        }
    }

    private void release(Claim claim) {
        try {
            queue.events().release(claim);
        } catch (RunfolioException e) {
            keep(claim, e);
        }
    }

    private void keep(Claim claim, RunfolioException why) {
        LOG.warn("the claim of {} is kept: {}", claim.name(), why.getMessage());
        queue.keep(claim);
    }

    /** Claims no more runs, and stops the claimed ones before their next step. Other workers go on with them. */
    public void drain() {
        draining = true;
    }

    /** Drains, and interrupts the running steps; they are repeated with the same idempotency key. */
    public void stop() {
        draining = true;
        stopping = true;
    }

    @Override
    public void close() {
        stop();
        threads.close();
    }
}
