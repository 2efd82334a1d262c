package io.runfolio.mirror;

import io.runfolio.files.InterruptedRunException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Runs tasks on a few threads of low priority, and one after another while the worker is busy. The caller waits for all
 * of them.
 */
final class ParallelTasks implements AutoCloseable {
    private final BooleanSupplier busy;
    private final Semaphore slots;
    private final int threads;
    private final ExecutorService pool;

    /** @param busy whether the worker has events in progress */
    ParallelTasks(int threads, BooleanSupplier busy) {
        this.threads = threads;
        this.busy = busy;
        slots = new Semaphore(threads);
        pool = Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(work, "runfolio-mirror");
            thread.setDaemon(true);
            thread.setPriority(Thread.MIN_PRIORITY);
            return thread;
        });
    }

    /** Returns the results in the order of the tasks, or throws the first failure when all have ended. */
    <T> List<T> all(List<Supplier<T>> work) {
        AtomicReference<RuntimeException> failure = new AtomicReference<>();
        List<Future<T>> started = new ArrayList<>();
        for (Supplier<T> task : work) {
            started.add(pool.submit(() -> inSlot(task, failure)));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> one : started) {
            try {
                results.add(one.get());
            } catch (ExecutionException e) {
                failure.compareAndSet(null, unchecked(e.getCause()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedRunException("The mirror was interrupted", e);
            }
        }
        if (failure.get() != null) {
            throw failure.get();
        }
        return results;
    }

    private <T> T inSlot(Supplier<T> task, AtomicReference<RuntimeException> failure) throws InterruptedException {
        int wanted = busy.getAsBoolean() ? threads : 1;
        slots.acquire(wanted);
        try {
            return failure.get() == null ? task.get() : null;
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
            throw e;
        } finally {
            slots.release(wanted);
        }
    }

    private static RuntimeException unchecked(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
