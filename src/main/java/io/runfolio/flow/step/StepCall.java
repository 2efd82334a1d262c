package io.runfolio.flow.step;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Call of an endpoint on a thread of its own, which another thread waits for and can cancel.
 *
 * @param <T> type of the result
 */
final class StepCall<T> {
    private static final ThreadLocal<StepCall<?>> CURRENT = new ThreadLocal<>();

    private final FutureTask<T> task;
    private final List<Runnable> cancellations = new ArrayList<>();
    private Thread thread;
    private boolean cancelled;

    StepCall(Callable<T> work) {
        task = new FutureTask<>(() -> {
            begin();
            CURRENT.set(this);
            try {
                return work.call();
            } finally {
                CURRENT.remove();
                end();
            }
        });
    }

    /** Returns the call that the current thread makes. */
    static Optional<StepCall<?>> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    /** @throws java.util.concurrent.RejectedExecutionException if there is no thread for it */
    void start(Executor threads) {
        threads.execute(task);
    }

    /** Returns the result of the call. */
    T await(Duration time) throws InterruptedException, TimeoutException, ExecutionException {
        return task.get(Math.max(1, time.toMillis()), TimeUnit.MILLISECONDS);
    }

    /** Waits for the end of a cancelled call, and returns whether it has ended. */
    boolean awaitEnd(Duration time) {
        long deadline = System.nanoTime() + time.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    task.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                    return true;
                } catch (ExecutionException e) {
                    return true;
                } catch (TimeoutException e) {
                    return false;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Adds what ends the call where an interrupt does not, such as closing a connection. */
    synchronized void onCancel(Runnable cancellation) {
        if (cancelled) {
            cancellation.run();
        } else {
            cancellations.add(cancellation);
        }
    }

    /** Interrupts the call, and ends what it waits for. */
    synchronized void cancel() {
        cancelled = true;
        cancellations.forEach(Runnable::run);
        if (thread != null) {
            thread.interrupt();
        }
    }

    synchronized boolean isCancelled() {
        return cancelled;
    }

    private synchronized void begin() {
        thread = Thread.currentThread();
        if (cancelled) {
            thread.interrupt();
        }
    }

    /** Keeps a late interrupt from the next call of the thread. */
    private synchronized void end() {
        thread = null;
        Thread.interrupted();
    }
}
