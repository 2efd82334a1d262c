package io.runfolio.flow;

import io.runfolio.coordination.Claim;
import io.runfolio.coordination.EventQueue;
import io.runfolio.coordination.Waiting;
import io.runfolio.fetch.FetchTask;
import io.runfolio.fetch.SourceFetches;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.files.RunfolioException;
import io.runfolio.intake.EventReader;
import io.runfolio.intake.RefusedEventException;
import io.runfolio.intake.RunEvent;
import io.runfolio.work.IntakeGate;
import io.runfolio.work.LogContext;
import io.runfolio.work.WorkerCounters;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Steps that fetch the files of waiting events on a pool of their own; no worker waits for them. */
public final class FetchSteps {
    private static final Logger LOG = LoggerFactory.getLogger(FetchSteps.class);
    /** Maximum number of claimed events: files of a slow host do not keep those of others waiting. */
    private static final int MAX_EVENTS = 500;

    private final EventQueue queue;
    private final EventReader reader;
    private final SourceFetches fetches;
    private final FetchWait wait;
    private final IntakeGate gate;
    private final WorkerCounters counters;
    private final Clock clock;
    private final HostSlots hosts;
    private final AtomicInteger events = new AtomicInteger();

    /** @param threads number of files that are fetched at once */
    public FetchSteps(
            EventQueue queue,
            EventReader reader,
            SourceFetches fetches,
            FetchWait wait,
            IntakeGate gate,
            WorkerCounters counters,
            Clock clock,
            int threads) {
        this.queue = queue;
        this.reader = reader;
        this.fetches = fetches;
        this.wait = wait;
        this.gate = gate;
        this.counters = counters;
        this.clock = clock;
        this.hosts = new HostSlots(threads);
    }

    /** Returns the queue of the fetch route, in which the most urgent try comes first. */
    public static BlockingQueue<Exchange> newQueue() {
        return new PriorityBlockingQueue<>(64, FetchJob.BY_URGENCY);
    }

    /** Claims the events that are due, the most urgent first, and returns the tries at their files. */
    public List<FetchJob> due() {
        int room = MAX_EVENTS - events.get();
        if (!gate.isOpen() || room <= 0) {
            return List.of();
        }
        List<FetchJob> jobs = new ArrayList<>();
        for (Claim claim : queue.claimDue(FetchWait.STATE::equals, clock.instant(), room)) {
            counters.eventClaimed();
            events.incrementAndGet();
            jobs.addAll(jobs(claim));
        }
        return jobs;
    }

    private List<FetchJob> jobs(Claim claim) {
        Optional<RunEvent> event = read(claim);
        List<FetchTask> tasks = event.map(fetches::due).orElse(List.of());
        FetchBatch batch = new FetchBatch(claim, Math.max(1, tasks.size()));
        return tasks.isEmpty()
                ? List.of(new FetchJob(batch, Optional.empty(), false))
                : tasks.stream()
                        .map(task -> new FetchJob(batch, Optional.of(task), false))
                        .toList();
    }

    private Optional<RunEvent> read(Claim claim) {
        try {
            return Optional.of(reader.read(claim.file()));
        } catch (RefusedEventException e) {
            return Optional.empty(); // its next attempt refuses it
        }
    }

    /** Makes one try at one file, unless its host has no permit left. */
    public FetchOutcome fetch(@Body FetchJob job) {
        if (job.task().isEmpty()) {
            return new FetchOutcome(ended(job), List.of());
        }
        FetchTask task = job.task().get();
        if (!job.admitted() && !hosts.acquireOrDefer(task.host(), job)) {
            return FetchOutcome.NONE;
        }
        try (LogContext context = LogContext.event(job.batch().claim().name())) {
            fetch(task);
        }
        List<FetchJob> next = hosts.releaseOrPass(task.host()).map(FetchJob::withPermit).stream()
                .toList();
        return new FetchOutcome(ended(job), next);
    }

    private static List<FetchBatch> ended(FetchJob job) {
        return job.batch().end() ? List.of(job.batch()) : List.of();
    }

    private void fetch(FetchTask task) {
        try {
            fetches.fetch(task);
        } catch (InterruptedRunException e) {
            LOG.info("stopped while a file was fetched from {}", task.host());
        } catch (RunfolioException e) {
            gate.pause("a file cannot be fetched: " + e.getMessage());
        } catch (RuntimeException e) {
            LOG.warn("a try at a file of {} failed unexpectedly", task.host(), e);
        }
    }

    /** Ends a round; returns the claim if the event can be bundled, else null: it waits again. */
    public Claim finish(@Body FetchBatch batch) {
        Claim claim = batch.claim();
        try (LogContext context = LogContext.event(claim.name())) {
            events.decrementAndGet();
            if (gate.isStopping()) {
                return null; // the queue sets it aside when it is closed
            }
            Optional<Waiting> waiting = read(claim).flatMap(event -> wait.check(event, queue.waiting(claim)));
            if (waiting.isEmpty()) {
                queue.endWaiting(claim);
                return claim;
            }
            queue.park(claim, notBefore(waiting.get(), clock.instant().plusSeconds(1)));
            counters.eventParked();
            LOG.info("waits (fetching): {}", LogContext.printable(waiting.get().detail()));
            return null;
        } catch (RunfolioException e) {
            gate.pause("an event cannot be kept waiting: " + e.getMessage());
            queue.release(claim);
            counters.eventReturned();
            return null;
        }
    }

    private static Waiting notBefore(Waiting waiting, Instant earliest) {
        return waiting.wakeAt().isAfter(earliest)
                ? waiting
                : new Waiting(
                        waiting.state(),
                        earliest,
                        waiting.deadline(),
                        waiting.since(),
                        waiting.detail(),
                        waiting.urgentBy());
    }
}
