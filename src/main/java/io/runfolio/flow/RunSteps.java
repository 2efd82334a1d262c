package io.runfolio.flow;

import io.runfolio.bundle.AssetOutcome;
import io.runfolio.bundle.RunDraft;
import io.runfolio.coordination.Claim;
import io.runfolio.coordination.ClaimLostException;
import io.runfolio.coordination.EventLocks;
import io.runfolio.coordination.EventQueue;
import io.runfolio.coordination.EventWaitsException;
import io.runfolio.coordination.WaitPolicy;
import io.runfolio.coordination.Waiting;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.files.RunfolioException;
import io.runfolio.files.StorageException;
import io.runfolio.intake.EventReader;
import io.runfolio.intake.RefusedEventException;
import io.runfolio.intake.RunEvent;
import io.runfolio.run.EventOrigin;
import io.runfolio.run.RunArtifact;
import io.runfolio.work.Admission;
import io.runfolio.work.AssetTask;
import io.runfolio.work.AttemptLog;
import io.runfolio.work.AttemptPermits;
import io.runfolio.work.Bundler;
import io.runfolio.work.HeapExhaustedException;
import io.runfolio.work.IntakeGate;
import io.runfolio.work.LogContext;
import io.runfolio.work.SealedRun;
import io.runfolio.work.WorkerCounters;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.camel.Body;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeException;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Steps of one event, from its claim to {@code .done} or {@code .failed}. */
public final class RunSteps {
    private static final Logger LOG = LoggerFactory.getLogger(RunSteps.class);

    private final EventQueue queue;
    private final EventReader reader;
    private final EventLocks locks;
    private final Bundler bundler;
    private final List<WaitPolicy> waits;
    private final IntakeGate gate;
    private final WorkerCounters workerCounters;
    private final Clock clock;
    private final int maxAttempts;
    private final Runnable heapExhausted;
    private final Consumer<EventOrigin> completed;
    private final AttemptPermits attemptPermits = new AttemptPermits();

    /**
     * @param waits decide in turn whether a new event has to wait
     * @param completed gets each event that has its bundle and has left the queue
     */
    public RunSteps(
            EventQueue queue,
            EventReader reader,
            EventLocks locks,
            Bundler bundler,
            List<WaitPolicy> waits,
            IntakeGate gate,
            WorkerCounters workerCounters,
            Clock clock,
            int maxAttempts,
            Runnable heapExhausted,
            Consumer<EventOrigin> completed) {
        this.queue = queue;
        this.reader = reader;
        this.locks = locks;
        this.bundler = bundler;
        this.waits = List.copyOf(waits);
        this.gate = gate;
        this.workerCounters = workerCounters;
        this.clock = clock;
        this.maxAttempts = maxAttempts;
        this.heapExhausted = heapExhausted;
        this.completed = completed;
    }

    /** Waits for a permit, counts the attempt on disk, then reads the event. */
    public RunEvent read(@Body Claim claim, Exchange exchange) {
        try (LogContext context = LogContext.event(claim.name())) {
            exchange.setProperty(RouteNames.PERMIT, attemptPermits.acquire(queue.isLastAttempt(claim, maxAttempts)));
            if (gate.isStopping()) {
                throw new InterruptedRunException("The worker is stopping", null);
            }
            gate.checkRoots();
            int attempt = queue.beginAttempt(claim, maxAttempts);
            RunEvent event = reader.read(claim.file());
            exchange.setProperty(RouteNames.EVENT_ID, event.eventId());
            if (attempt > 1) {
                LOG.info("attempt {} of {}", attempt, maxAttempts);
            }
            return event;
        }
    }

    /** Takes the event's lock, then returns the remaining work. */
    public Admission admit(@Body RunEvent event, Exchange exchange) {
        exchange.setProperty(RouteNames.EVENT_LOCK, locks.hold(event.eventId()));
        Admission admission = bundler.admit(event);
        return admission.kind() == Admission.Kind.NEW
                ? waiting(event, exchange.getProperty(RouteNames.CLAIM, Claim.class))
                        .map(admission::until)
                        .orElse(admission)
                : admission;
    }

    private Optional<Waiting> waiting(RunEvent event, Claim claim) {
        Optional<Waiting> before = queue.waiting(claim);
        return waits.stream()
                .flatMap(policy -> policy.check(event, before).stream())
                .findFirst();
    }

    /** Sets an event aside that cannot be bundled yet; it occupies no worker while it waits. */
    public Waiting park(@Body Admission admission, @ExchangeProperty(RouteNames.CLAIM) Claim claim) {
        Waiting waiting = admission.waiting().orElseThrow();
        try (LogContext context = LogContext.event(claim.name())) {
            gate.checkRoots();
            queue.park(claim, waiting);
            workerCounters.eventParked();
            LOG.info("waits ({}): {}", waiting.state(), LogContext.printable(waiting.detail()));
            return waiting;
        }
    }

    /** Answers a sender that waits for the bundle: its event waits. */
    public void refuseToWait(@Body Waiting waiting) {
        throw new EventWaitsException(waiting);
    }

    /** Releases the event's lock and its permit. */
    public void releaseLock(
            @ExchangeProperty(RouteNames.EVENT_LOCK) AutoCloseable hold,
            @ExchangeProperty(RouteNames.PERMIT) AttemptPermits.Permit permit)
            throws Exception {
        try (permit) {
            if (hold != null) {
                hold.close();
            }
        }
    }

    /** Opens the run, with the failures of earlier attempts in its logs. */
    public RunDraft open(@Body Admission admission, @ExchangeProperty(RouteNames.CLAIM) Claim claim) {
        RunDraft draft = bundler.open(admission.event());
        try {
            AttemptLog.write(draft, queue.failures(claim));
            return draft;
        } catch (RuntimeException e) {
            bundler.cleanUp(draft);
            throw e;
        }
    }

    /** Returns the assets of a run as tasks for the split. */
    public List<AssetTask> tasks(@Body RunDraft draft) {
        return draft.slots().stream().map(slot -> new AssetTask(draft, slot)).toList();
    }

    public SealedRun seal(
            @Body List<AssetOutcome> outcomes,
            @ExchangeProperty(RouteNames.DRAFT) RunDraft draft,
            @ExchangeProperty(RouteNames.CLAIM) Claim claim) {
        try (LogContext context = LogContext.run(draft.origin().eventId(), draft.runId())) {
            boolean last = !queue.hasAttemptLeft(claim, maxAttempts);
            return bundler.seal(draft, inSlotOrder(draft, outcomes), last, queue.guard(claim));
        }
    }

    /** Sorts outcomes by the event's order, as parallel sub-routes end in any order. */
    private static List<AssetOutcome> inSlotOrder(RunDraft draft, List<AssetOutcome> outcomes) {
        return draft.slots().stream()
                .flatMap(slot ->
                        outcomes.stream().filter(outcome -> outcome.slot().equals(slot)))
                .toList();
    }

    public void cleanUp(@ExchangeProperty(RouteNames.DRAFT) RunDraft draft) {
        if (draft != null) {
            bundler.cleanUp(draft);
        }
    }

    /** Appends the run's lines to the index. */
    public SealedRun index(@Body SealedRun sealed) {
        bundler.index(sealed);
        return sealed;
    }

    public SealedRun sealedBefore(@Body Admission admission) {
        return admission.sealed().orElseThrow();
    }

    /** Completes an event whose bundle and lines are on disk. */
    public RunArtifact bundled(@Body SealedRun sealed, @ExchangeProperty(RouteNames.CLAIM) Claim claim) {
        try (LogContext context =
                LogContext.run(sealed.origin().eventId(), sealed.artifact().runId())) {
            gate.checkRoots();
            queue.complete(claim);
            completed.accept(sealed.origin());
            gate.resetBackOff();
            workerCounters.eventBundled(sealed.artifact().status(), sealed.outcomes());
            LOG.info(
                    "bundled {}: inputs {}, outputs {}",
                    sealed.artifact().runId(),
                    sealed.artifact().inputs().size(),
                    sealed.artifact().outputs().size());
            sealed.outcomes().stream()
                    .flatMap(outcome -> outcome.errors().stream())
                    .forEach(error -> LOG.warn("{}", LogContext.printable(error)));
            return sealed.artifact();
        }
    }

    /** Completes an event that had its bundle already. */
    public RunArtifact duplicate(@Body Admission admission, @ExchangeProperty(RouteNames.CLAIM) Claim claim) {
        String runId = admission.runId().orElseThrow();
        try (LogContext context = LogContext.run(admission.event().eventId(), runId)) {
            RunArtifact artifact = bundler.existing(runId);
            gate.checkRoots();
            queue.complete(claim);
            bundler.releaseUploads(admission.event());
            completed.accept(admission.event().origin());
            workerCounters.eventDuplicate();
            LOG.info("already bundled as {}", runId);
            return artifact;
        }
    }

    /** Moves an event that can never be bundled to {@code .failed}. */
    public void refuse(
            @ExchangeProperty(RouteNames.CLAIM) Claim claim,
            @ExchangeProperty(RouteNames.EVENT_ID) String eventId,
            @ExchangeException RefusedEventException why) {
        try (LogContext context = LogContext.event(claim.name())) {
            String at = clock.instant()
                    .truncatedTo(ChronoUnit.MILLIS)
                    .atOffset(ZoneOffset.UTC)
                    .toString();
            try {
                queue.refuse(claim, why, eventId == null ? "" : eventId, at);
            } catch (StorageException e) {
                gate.pause("a refusal cannot be written: " + e.getMessage());
                queue.release(claim);
                workerCounters.eventReturned();
                return;
            }
            workerCounters.eventRefused();
            LOG.warn("refused ({}): {}", why.code(), LogContext.printable(why.getMessage()));
        }
    }

    /** Records that an attempt failed, before the next one. */
    public void attemptFailed(@ExchangeProperty(RouteNames.CLAIM) Claim claim, @ExchangeException Exception why) {
        try (LogContext context = LogContext.event(claim.name())) {
            recordFailure(claim, why);
            workerCounters.attemptFailed();
            LOG.warn(
                    "attempt failed, retrying: {}",
                    LogContext.printable(reason(why)),
                    why instanceof RunfolioException ? null : why);
            LOG.debug("stack trace of the failed attempt", why);
            if (isHeapExhausted(why)) {
                heapExhausted.run();
            }
        }
    }

    private void release(Claim claim) {
        try {
            queue.release(claim);
        } catch (ClaimLostException e) {
            LOG.debug("another worker has the event already", e);
        }
    }

    private void recordFailure(Claim claim, Exception why) {
        try {
            queue.recordFailure(claim, reason(why));
        } catch (ClaimLostException e) {
            LOG.debug("the next attempt is dropped", e);
        }
    }

    /** Returns an interrupted event to the inbox; this is no failed attempt. */
    public void putBack(@ExchangeProperty(RouteNames.CLAIM) Claim claim, @ExchangeException Exception why) {
        try (LogContext context = LogContext.event(claim.name())) {
            release(claim);
            workerCounters.eventReturned();
            LOG.info("returned to the inbox: {}", LogContext.printable(reason(why)));
        }
    }

    /** Drops the work on an event that another worker has taken over. */
    public void drop(@ExchangeProperty(RouteNames.CLAIM) Claim claim, @ExchangeException Exception why) {
        try (LogContext context = LogContext.event(claim.name())) {
            queue.drop(claim);
            workerCounters.eventReturned();
            LOG.warn("dropped: {}", LogContext.printable(reason(why)));
        }
    }

    /** Pauses the intake with the reason of the failure. */
    public void pause(@ExchangeException Exception why) {
        gate.pause(reason(why));
    }

    private static boolean isHeapExhausted(Throwable why) {
        return why != null
                && (why instanceof HeapExhaustedException
                        || why instanceof OutOfMemoryError
                        || isHeapExhausted(why.getCause()));
    }

    private static String reason(Exception why) {
        // Camel wraps errors in an exception with a message of its own
        Throwable cause = why instanceof CamelExecutionException && why.getCause() != null ? why.getCause() : why;
        return why == cause && why.getMessage() != null ? why.getMessage() : cause.toString();
    }
}
