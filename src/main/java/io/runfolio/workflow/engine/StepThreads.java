package io.runfolio.workflow.engine;

import io.runfolio.files.InterruptedRunException;
import io.runfolio.workflow.step.StepAnswer;
import io.runfolio.workflow.step.StepEndpoint;
import io.runfolio.workflow.step.StepFailedException;
import io.runfolio.workflow.step.StepRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes steps on threads of their own, so that they can be interrupted. A step that exceeds its time or is
 * cancelled, and ignores the interrupt, is given up. Thread-safe.
 */
final class StepThreads implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StepThreads.class);
    private static final long LOOK_MILLIS = 200;
    private static final Duration GRACE = Duration.ofSeconds(5);
    /** Time after the deadline in which an endpoint ends by itself, with a better reason. */
    private static final Duration ENDPOINT_TIME = Duration.ofSeconds(10);

    private final AtomicInteger count = new AtomicInteger();
    private final Clock clock;
    private final BooleanSupplier stopping;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "workflow-step-" + count.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    });

    /** @param stopping whether the worker is being stopped */
    StepThreads(Clock clock, BooleanSupplier stopping) {
        this.clock = clock;
        this.stopping = stopping;
    }

    /** Thrown if a run is to be cancelled while one of its steps runs. */
    static final class CancelledException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        CancelledException() {
            super("cancelled", null, false, false);
        }
    }

    /**
     * Executes an attempt until its deadline.
     *
     * @param cancelled whether the attempt is to be cancelled; asked several times a second
     * @throws StepFailedException if it failed or exceeded its time
     * @throws CancelledException if it was cancelled
     * @throws InterruptedRunException if the worker is being stopped
     */
    StepAnswer execute(StepEndpoint endpoint, StepRequest request, BooleanSupplier cancelled) {
        Future<StepAnswer> attempt = threads.submit(() -> endpoint.execute(request));
        try {
            while (true) {
                if (stopping.getAsBoolean()) {
                    throw new InterruptedRunException("The worker is being stopped during " + request.stepId(), null);
                }
                if (cancelled.getAsBoolean()) {
                    throw new CancelledException();
                }
                long left = Duration.between(clock.instant(), request.deadline().plus(ENDPOINT_TIME))
                        .toMillis();
                if (left <= 0) {
                    throw new StepFailedException(
                            "step_timeout",
                            "the step did not end until " + request.deadline()
                                    + ": set a longer timeoutSeconds or runfolio.workflow.timeout." + request.kind(),
                            true);
                }
                try {
                    return attempt.get(Math.min(left, LOOK_MILLIS), TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    continue; // looks whether it is cancelled
                }
            }
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("The worker was stopped during " + request.stepId(), e);
        } finally {
            end(attempt, request);
        }
    }

    /** Interrupts an attempt that has not ended and waits a little, so that it can end its processes. */
    private static void end(Future<StepAnswer> attempt, StepRequest request) {
        if (attempt.isDone()) {
            return;
        }
        attempt.cancel(true);
        LOG.debug("{} of {} was interrupted", request.stepId(), request.runId());
    }

    private static RuntimeException failure(Throwable cause) {
        if (cause instanceof StepFailedException failed) {
            return failed;
        }
        if (cause instanceof InterruptedRunException stopped) {
            return stopped;
        }
        LOG.warn("an endpoint failed unexpectedly", cause);
        return new StepFailedException(
                "endpoint_failed", "the endpoint failed: " + cause.getMessage(), cause instanceof Exception);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(GRACE.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("a step ignores the stop of the worker and ends with the process");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
