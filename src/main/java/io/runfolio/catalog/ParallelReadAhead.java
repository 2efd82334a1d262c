package io.runfolio.catalog;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Maps elements in parallel, in order, with bounded read-ahead. Not thread-safe: one thread iterates.
 *
 * <p>The read-ahead is small, because short-lived objects cost the garbage collector nothing. With thousands of runs in
 * memory, collections took a quarter of a rebuild.
 */
public final class ParallelReadAhead<S, T> implements Iterator<T> {
    private static final int BATCH = 50;
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final int BATCHES = PROCESSORS + 2;
    /**
     * Pool for the read-ahead instead of the common pool. On two processors that one starts a new thread for each task,
     * with deflaters and buffers of its own.
     */
    private static final Executor WORKERS = workers();

    private final Iterator<S> things;
    private final Function<S, Optional<T>> work;
    private final Queue<CompletableFuture<List<T>>> coming = new ArrayDeque<>();
    private final Queue<T> ready = new ArrayDeque<>();

    private static Executor workers() {
        ThreadPoolExecutor workers = new ThreadPoolExecutor(
                PROCESSORS, PROCESSORS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "runfolio-ahead");
                    thread.setDaemon(true);
                    return thread;
                });
        workers.allowCoreThreadTimeOut(true);
        return workers;
    }

    /**
     * @param things source elements, read by the iterating thread
     * @param work mapping, run by a pool; its exceptions are thrown by {@link #next} and {@link #hasNext}; empty
     *     results are skipped
     */
    public ParallelReadAhead(Iterator<S> things, Function<S, Optional<T>> work) {
        this.things = things;
        this.work = work;
    }

    @Override
    public boolean hasNext() {
        start();
        while (ready.isEmpty() && !coming.isEmpty()) {
            ready.addAll(await(coming.remove()));
            start();
        }
        return !ready.isEmpty();
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.remove();
    }

    private void start() {
        while (coming.size() < BATCHES && things.hasNext()) {
            List<S> batch = new ArrayList<>(BATCH);
            while (batch.size() < BATCH && things.hasNext()) {
                batch.add(things.next());
            }
            coming.add(CompletableFuture.supplyAsync(
                    () -> batch.stream().map(work).flatMap(Optional::stream).toList(), WORKERS));
        }
    }

    private static <T> List<T> await(CompletableFuture<List<T>> result) {
        try {
            return result.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
