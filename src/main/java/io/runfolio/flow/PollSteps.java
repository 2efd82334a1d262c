package io.runfolio.flow;

import io.runfolio.coordination.Claim;
import io.runfolio.coordination.EventQueue;
import io.runfolio.coordination.Waiting;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.files.RunfolioException;
import io.runfolio.files.StorageErrors;
import io.runfolio.hooks.poll.PollOutcome;
import io.runfolio.hooks.poll.PollOutcome.Denied;
import io.runfolio.hooks.poll.PollOutcome.Ended;
import io.runfolio.hooks.poll.PollOutcome.Running;
import io.runfolio.hooks.poll.PollOutcome.Trouble;
import io.runfolio.hooks.poll.TaskPoller;
import io.runfolio.intake.EventReader;
import io.runfolio.intake.PollTask;
import io.runfolio.intake.PolledEvents;
import io.runfolio.intake.RefusedEventException;
import io.runfolio.intake.RunEvent;
import io.runfolio.upload.EmbeddedFiles;
import io.runfolio.work.IntakeGate;
import io.runfolio.work.LogContext;
import io.runfolio.work.WorkerCounters;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.camel.Body;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Steps that ask providers for the tasks of waiting events, on threads of their own. */
public final class PollSteps {
    private static final Logger LOG = LoggerFactory.getLogger(PollSteps.class);
    /** Events in progress for each thread. Others stay in the queue folder, where another worker can claim them. */
    private static final int EVENTS_PER_THREAD = 4;

    private static final String UPLOAD_OWNER = "poll";

    private final EventQueue queue;
    private final EventReader reader;
    private final PolledEvents events;
    private final EmbeddedFiles embedded;
    private final TaskPoller poller;
    private final Predicate<String> isBundled;
    private final PollWait wait;
    private final IntakeGate gate;
    private final WorkerCounters counters;
    private final Clock clock;
    private final int maxEvents;
    private final AtomicInteger inProgress = new AtomicInteger();
    /** Failed requests in a row, by the id of the claim. */
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();

    /**
     * @param isBundled accepts identities of events that have a bundle
     * @param threads number of tasks that are asked for at once
     */
    public PollSteps(
            EventQueue queue,
            EventReader reader,
            PolledEvents events,
            EmbeddedFiles embedded,
            TaskPoller poller,
            Predicate<String> isBundled,
            PollWait wait,
            IntakeGate gate,
            WorkerCounters counters,
            Clock clock,
            int threads) {
        this.queue = queue;
        this.reader = reader;
        this.events = events;
        this.embedded = embedded;
        this.poller = poller;
        this.isBundled = isBundled;
        this.wait = wait;
        this.gate = gate;
        this.counters = counters;
        this.clock = clock;
        this.maxEvents = threads * EVENTS_PER_THREAD;
    }

    /** Claims the events whose tasks are to be asked for now. */
    public List<Claim> due() {
        int room = maxEvents - inProgress.get();
        if (!gate.isOpen() || room <= 0) {
            return List.of();
        }
        List<Claim> claims = queue.claimDue(PollWait.STATE::equals, clock.instant(), room);
        claims.forEach(claim -> {
            counters.eventClaimed();
            inProgress.incrementAndGet();
        });
        return claims;
    }

    /** Asks for one task; returns the claim if the event can be bundled now, else null. */
    public Claim poll(@Body Claim claim) {
        try (LogContext context = LogContext.event(claim.name())) {
            if (gate.isStopping()) {
                return null; // the queue sets it aside when it is closed
            }
            gate.checkRoots();
            return ask(claim);
        } catch (InterruptedRunException e) {
            LOG.info("stopped while a provider was asked");
            return null;
        } catch (RunfolioException e) {
            gate.pause("the task of an event cannot be asked for: " + e.getMessage());
            setAside(claim);
            return null;
        } finally {
            inProgress.decrementAndGet();
        }
    }

    /** Lets an event wait as before, so that its deadline stays. */
    private void setAside(Claim claim) {
        try {
            Optional<Waiting> before = queue.waiting(claim);
            if (before.isPresent()) {
                queue.park(claim, before.get());
                return;
            }
        } catch (RunfolioException e) {
            LOG.warn("its state cannot be kept: {}", e.getMessage());
        }
        queue.release(claim);
        counters.eventReturned();
    }

    private Claim ask(Claim claim) {
        Optional<RunEvent> event = read(claim);
        Optional<PollTask> task = event.flatMap(RunEvent::poll);
        if (task.isEmpty() || isBundled.test(event.get().eventId())) {
            queue.endWaiting(claim);
            return claim; // bundled, refused, or a duplicate of what a webhook brought: by its next attempt
        }
        Waiting before = queue.waiting(claim)
                .orElseGet(() -> wait.check(event.get(), Optional.empty()).orElseThrow());
        PollOutcome outcome;
        try {
            outcome = poller.poll(task.get(), before.since());
        } catch (RefusedEventException e) {
            return refuse(claim, event.get(), e);
        }
        if (outcome instanceof Ended ended) {
            return end(claim, event.get(), ended.result());
        }
        if (outcome instanceof Denied denied) {
            return refuse(
                    claim,
                    event.get(),
                    new RefusedEventException("poll_denied", task.get().field(), denied.message()));
        }
        Waiting next = next(claim, task.get(), before, outcome);
        if (wait.isOver(before)) {
            String reason = "It did not end before " + before.deadline().truncatedTo(ChronoUnit.SECONDS)
                    + " (runfolio.poll.deadline, or the poll block): " + next.detail();
            return end(claim, event.get(), TaskPoller.failed(task.get(), reason));
        }
        queue.park(claim, next);
        counters.eventParked();
        LOG.debug("waits (polling): {}", next.detail());
        return null;
    }

    private Optional<RunEvent> read(Claim claim) {
        try {
            return Optional.of(reader.read(claim.file()));
        } catch (RefusedEventException e) {
            return Optional.empty();
        }
    }

    private Waiting next(Claim claim, PollTask task, Waiting before, PollOutcome outcome) {
        if (outcome instanceof Trouble trouble) {
            int count = failures.merge(claim.id(), 1, Integer::sum);
            if (count == 1) {
                LOG.warn("a task cannot be asked for, trying again: {}", LogContext.printable(trouble.detail()));
            }
            return wait.nextAfterTrouble(task, before, trouble.detail(), count, trouble.delay());
        }
        failures.remove(claim.id());
        return wait.next(task, before, outcome instanceof Running running ? running.detail() : "");
    }

    /** Writes the result into the event; after a kill it is asked for again, or bundled with the result. */
    private Claim end(Claim claim, RunEvent event, Map<String, Object> result) {
        failures.remove(claim.id());
        embedded.store(UPLOAD_OWNER, event.eventId(), result);
        try {
            queue.amend(claim, events.withResult(Files.readAllBytes(claim.file()), result));
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The event file cannot be read");
        }
        queue.endWaiting(claim);
        LOG.info("its task has ended: {}", result.get("status"));
        return claim;
    }

    private Claim refuse(Claim claim, RunEvent event, RefusedEventException why) {
        failures.remove(claim.id());
        String at = clock.instant().truncatedTo(ChronoUnit.MILLIS).toString();
        queue.refuse(claim, why, event.eventId(), at);
        counters.eventRefused();
        LOG.warn("refused ({}): {}", why.code(), LogContext.printable(why.getMessage()));
        return null;
    }
}
