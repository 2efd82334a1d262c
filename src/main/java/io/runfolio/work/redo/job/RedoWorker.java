package io.runfolio.work.redo.job;

import io.runfolio.coordination.job.JobClaim;
import io.runfolio.coordination.job.JobQueue;
import io.runfolio.coordination.job.JobResult;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.files.RunfolioException;
import io.runfolio.work.HeapExhaustedException;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds and executes jobs on threads of the lowest priority, while this worker has no events.
 *
 * <p>Events go first: while the worker has one, each output waits for a limited time, so that a busy worker goes on
 * slowly. An event that arrives waits for nothing but the processor, for one output on each thread.
 */
public final class RedoWorker implements AutoCloseable {
    /** Time that an output waits for events. */
    private static final Duration MAX_COURTESY = Duration.ofSeconds(20);
    /** Pause after a fault of the machine, which may pass. */
    private static final Duration PAUSE = Duration.ofSeconds(15);
    /** Time for outputs in progress when the worker stops. */
    private static final Duration END = Duration.ofSeconds(10);

    private static final long STEP_MILLIS = 100;
    private static final Logger LOG = LoggerFactory.getLogger(RedoWorker.class);

    private final JobQueue jobs;
    private final RedoFeeder feeder;
    private final Supplier<RedoTasks> tasks;
    private final Load load;
    private final Set<JobClaim> held = ConcurrentHashMap.newKeySet();
    /** Ends of tasks that could not be recorded, such as in an outage of the database. */
    private final Queue<Runnable> unrecorded = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean hasFailed = new AtomicBoolean();
    private final ScheduledExecutorService threads;
    private final int parallel;
    private volatile boolean isStopped;
    private volatile long notBefore = System.nanoTime();

    /** State of the worker, as its other parts know it. */
    public interface Load {
        /** Returns whether the worker takes work at the moment. */
        boolean mayWork();

        /** Returns whether the worker has events in progress. */
        boolean isBusy();

        /** Ends the process, as its heap is exhausted. */
        void heapExhausted();
    }

    /** @param parallel tasks at once; 0 for none */
    RedoWorker(JobQueue jobs, RedoFeeder feeder, Supplier<RedoTasks> tasks, int parallel, Load load) {
        this.jobs = jobs;
        this.feeder = feeder;
        this.tasks = tasks;
        this.parallel = parallel;
        this.load = load;
        AtomicInteger numbers = new AtomicInteger();
        threads = Executors.newScheduledThreadPool(Math.max(1, parallel), task -> {
            Thread thread = new Thread(task, "runfolio-redo-" + numbers.incrementAndGet());
            thread.setDaemon(true);
            thread.setPriority(Thread.MIN_PRIORITY);
            return thread;
        });
    }

    /**
     * Starts to look for jobs.
     *
     * @param poll time between two looks while there is no task
     */
    public void start(Duration poll) {
        for (int i = 0; i < parallel; i++) {
            threads.scheduleWithFixedDelay(this::look, poll.toMillis(), poll.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        try {
            record();
            boolean mayHaveMore = true;
            while (mayHaveMore && mayBegin()) {
                mayHaveMore = step();
            }
            hasFailed.set(false);
        } catch (RuntimeException e) {
            if (!isStopped && !hasFailed.getAndSet(true)) {
                LOG.warn("no derivatives of jobs are made at the moment: {}", e.getMessage());
            }
        }
    }

    private boolean mayBegin() {
        return !isStopped && System.nanoTime() - notBefore >= 0 && load.mayWork() && awaitEvents();
    }

    /** Waits while events are in progress; returns false if the worker stops. */
    private boolean awaitEvents() {
        long deadline = System.nanoTime() + MAX_COURTESY.toNanos();
        while (!isStopped && load.isBusy() && System.nanoTime() < deadline) {
            try {
                TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return !isStopped;
    }

    /** Executes a task; returns false if there was nothing to do. */
    private boolean step() {
        Optional<JobClaim> claim = claim();
        if (claim.isEmpty()) {
            return feeder.feed();
        }
        end(claim.get(), execute(claim.get()));
        feeder.feed();
        return true;
    }

    private synchronized Optional<JobClaim> claim() {
        Optional<JobClaim> claim = jobs.claim(held);
        claim.ifPresent(held::add);
        return claim;
    }

    /** Executes a task, and returns how it ends. */
    private Runnable execute(JobClaim claim) {
        try {
            Optional<JobResult> result =
                    tasks.get().execute(claim, () -> awaitEvents() && load.mayWork() && jobs.isHeld(claim));
            if (result.isPresent()) {
                return () -> jobs.complete(claim, result.get());
            }
            notBefore = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STEP_MILLIS);
            return () -> jobs.release(claim);
        } catch (InterruptedRunException e) {
            Thread.interrupted(); // the claim is given back first
            return () -> jobs.release(claim);
        } catch (RunfolioException e) {
            LOG.warn("{} of job {} is tried again: {}", claim.task().key(), claim.job(), e.getMessage());
            notBefore = System.nanoTime() + PAUSE.toNanos();
            if (e instanceof HeapExhaustedException) {
                load.heapExhausted();
            }
        } catch (RuntimeException e) {
            LOG.warn("{} of job {} is tried again after a defect", claim.task().key(), claim.job(), e);
        }
        return () -> jobs.fail(claim);
    }

    /** Records the end of a task, or leaves that for later. */
    private void end(JobClaim claim, Runnable step) {
        unrecorded.add(() -> {
            step.run();
            held.remove(claim);
        });
        record();
    }

    private synchronized void record() {
        for (Runnable step = unrecorded.peek(); step != null; step = unrecorded.peek()) {
            step.run();
            unrecorded.remove(step);
        }
    }

    /** Stops. Outputs in progress come to their end if that takes little time; unfinished tasks are given back. */
    @Override
    public void close() {
        isStopped = true;
        threads.shutdown();
        try {
            if (!threads.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
                threads.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
