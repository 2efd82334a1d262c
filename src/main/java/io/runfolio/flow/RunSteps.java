package io.runfolio.flow;

import io.runfolio.bundle.AssetOutcome;
import io.runfolio.bundle.RunDraft;
import io.runfolio.index.EventLocks;
import io.runfolio.intake.Claim;
import io.runfolio.intake.EventReader;
import io.runfolio.intake.Inbox;
import io.runfolio.intake.RunEvent;
import io.runfolio.run.HeapExhaustedException;
import io.runfolio.run.InterruptedRunException;
import io.runfolio.run.RefusedEventException;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunfolioException;
import io.runfolio.run.StorageException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeException;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of one event, from its claim to its place in {@code .done} or {@code .failed}. */
public final class RunSteps {
    private static final Logger LOG = LoggerFactory.getLogger(RunSteps.class);

    private final Inbox inbox;
    private final EventReader reader;
    private final EventLocks locks;
    private final Bundler bundler;
    private final IntakeGate gate;
    private final Ledger ledger;
    private final Clock clock;
    private final int maxAttempts;
    private final Runnable heapExhausted;
    private final Turns turns = new Turns();

    public RunSteps(
            Inbox inbox,
            EventReader reader,
            EventLocks locks,
            Bundler bundler,
            IntakeGate gate,
            Ledger ledger,
            Clock clock,
            int maxAttempts,
            Runnable heapExhausted) {
        this.inbox = inbox;
        this.reader = reader;
        this.locks = locks;
        this.bundler = bundler;
        this.gate = gate;
        this.ledger = ledger;
        this.clock = clock;
        this.maxAttempts = maxAttempts;
        this.heapExhausted = heapExhausted;
    }

    /** Waits for the event's turn, counts the attempt on disk, then reads the event. */
    public RunEvent read(@Body Claim claim, Exchange exchange) {
        try (LogContext context = LogContext.event(claim.name())) {
            exchange.setProperty(Names.TURN, turns.take(inbox.isLastAttempt(claim, maxAttempts)));
            if (gate.isStopping()) {
                throw new InterruptedRunException("The worker is stopping", null);
            }
            gate.checkRoots();
            int attempt = inbox.begin(claim, maxAttempts);
            RunEvent event = reader.read(claim.file());
            exchange.setProperty(Names.EVENT_ID, event.eventId());
            if (attempt > 1) {
                LOG.info("attempt {} of {}", attempt, maxAttempts);
            }
            return event;
        }
    }

    /** Holds the event for this worker alone, then tells what is left to do. */
    public Admission admit(@Body RunEvent event, Exchange exchange) {
        exchange.setProperty(Names.HOLD, locks.hold(event.eventId()));
        return bundler.admit(event);
    }

    /** Lets go of the event, and gives its turn back. */
    public void letGo(@ExchangeProperty(Names.HOLD) AutoCloseable hold, @ExchangeProperty(Names.TURN) Turns.Turn turn)
            throws Exception {
        try (turn) {
            if (hold != null) {
                hold.close();
            }
        }
    }

    /** Opens the run; what made earlier attempts fail is kept in its logs. */
    public RunDraft open(@Body Admission admission, @ExchangeProperty(Names.CLAIM) Claim claim) {
        RunDraft draft = bundler.open(admission.event());
        try {
            AttemptLog.write(draft, inbox.failures(claim));
            return draft;
        } catch (RuntimeException e) {
            bundler.cleanUp(draft);
            throw e;
        }
    }

    /** Returns the files of a run as tasks for the split. */
    public List<AssetTask> tasks(@Body RunDraft draft) {
        return draft.slots().stream().map(slot -> new AssetTask(draft, slot)).toList();
    }

    public SealedRun seal(
            @Body List<AssetOutcome> outcomes,
            @ExchangeProperty(Names.DRAFT) RunDraft draft,
            @ExchangeProperty(Names.CLAIM) Claim claim) {
        try (LogContext context = LogContext.run(draft.origin().eventId(), draft.runId())) {
            return bundler.seal(draft, inSlotOrder(draft, outcomes), !inbox.isAttemptLeft(claim, maxAttempts));
        }
    }

    /** Parallel sub-routes end in any order; the record has them in the event's. */
    private static List<AssetOutcome> inSlotOrder(RunDraft draft, List<AssetOutcome> outcomes) {
        return draft.slots().stream()
                .flatMap(slot ->
                        outcomes.stream().filter(outcome -> outcome.slot().equals(slot)))
                .toList();
    }

    public void cleanUp(@ExchangeProperty(Names.DRAFT) RunDraft draft) {
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

    /** Files an event whose bundle and lines are on disk. */
    public RunArtifact bundled(@Body SealedRun sealed, @ExchangeProperty(Names.CLAIM) Claim claim) {
        try (LogContext context =
                LogContext.run(sealed.origin().eventId(), sealed.artifact().runId())) {
            gate.checkRoots();
            inbox.done(claim);
            gate.workDone();
            ledger.bundled(sealed.artifact().status(), sealed.outcomes());
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

    /** Files an event that had its bundle already. */
    public RunArtifact duplicate(@Body Admission admission, @ExchangeProperty(Names.CLAIM) Claim claim) {
        String runId = admission.runId().orElseThrow();
        try (LogContext context = LogContext.run(admission.event().eventId(), runId)) {
            RunArtifact artifact = bundler.existing(runId);
            gate.checkRoots();
            inbox.done(claim);
            ledger.duplicate();
            LOG.info("was bundled before as {}", runId);
            return artifact;
        }
    }

    /** Files an event that can never be bundled as it stands. */
    public void refuse(
            @ExchangeProperty(Names.CLAIM) Claim claim,
            @ExchangeProperty(Names.EVENT_ID) String eventId,
            @ExchangeException RefusedEventException why) {
        try (LogContext context = LogContext.event(claim.name())) {
            String at = clock.instant()
                    .truncatedTo(ChronoUnit.MILLIS)
                    .atOffset(ZoneOffset.UTC)
                    .toString();
            try {
                inbox.refuse(claim, why, eventId == null ? "" : eventId, at);
            } catch (StorageException e) {
                gate.pause("a refusal cannot be written: " + e.getMessage());
                inbox.release(claim);
                ledger.putBack();
                return;
            }
            ledger.refused();
            LOG.warn("refused ({}): {}", why.code(), LogContext.printable(why.getMessage()));
        }
    }

    /** Notes, before it is made again, that an attempt has failed. */
    public void attemptFailed(@ExchangeProperty(Names.CLAIM) Claim claim, @ExchangeException Exception why) {
        try (LogContext context = LogContext.event(claim.name())) {
            inbox.attemptFailed(claim, reason(why));
            ledger.attemptFailed();
            LOG.warn(
                    "an attempt failed and will be made again: {}",
                    LogContext.printable(reason(why)),
                    why instanceof RunfolioException ? null : why);
            LOG.debug("the trace of the failed attempt", why);
            if (isHeapExhausted(why)) {
                heapExhausted.run();
            }
        }
    }

    /** Puts an event back that was stopped on the way, or has no room: it is no failure. */
    public void putBack(@ExchangeProperty(Names.CLAIM) Claim claim, @ExchangeException Exception why) {
        try (LogContext context = LogContext.event(claim.name())) {
            inbox.release(claim);
            ledger.putBack();
            LOG.info("returned to the inbox: {}", LogContext.printable(reason(why)));
        }
    }

    /** Pauses the intake until there is room. */
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
        // Camel wraps errors, and says nothing of them
        Throwable cause = why instanceof CamelExecutionException && why.getCause() != null ? why.getCause() : why;
        return why == cause && why.getMessage() != null ? why.getMessage() : cause.toString();
    }
}
